import { parseJson } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  type ContainerRegistry,
  describeWith,
  runBundle,
  sharedPrefectServer,
  startContainerRegistry,
  uniqueName,
} from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { type ContainerPackage, GitHubStandIn } from "../github/index.ts";
import { pushImage } from "../platform/pushed-image.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

describeWith(["debian"], "delete-stale-images", () => {
  let github: GitHubStandIn;
  let registry: ContainerRegistry;
  let name: string;
  let versions: ContainerPackage["versions"];

  beforeAll(async () => {
    const { root } = await temporaryRepository();
    github = await GitHubStandIn.start({ repository: "acme/platform", folder: root });
    const head = { ref: "feature", sha: "0".repeat(40) };
    github.repository.pulls.push(
      { number: 3, head, state: "closed" },
      { number: 4, head, state: "open" },
      { number: 5, head, mergeCommit: "1".repeat(40) },
    );
    registry = await startContainerRegistry({ withPassword: true });
  });
  afterAll(async () => {
    await github?.stop();
    await registry?.stop();
  });
  beforeEach(() => {
    name = uniqueName("flows");
    versions = [];
  });

  const push = (text: string, ...tags: string[]) =>
    pushImage(registry, `acme/${name}`, versions, text, ...tags);

  const remove = (inputs: Record<string, string> = {}, owner: "org" | "user" = "org") => {
    const { packages } = github.repository;
    if (!packages.has(`acme/${name}`)) packages.set(`acme/${name}`, { owner, versions });
    return runBundle("delete-stale-images", {
      inputs: {
        image: `${registry.host}/acme/${name}`,
        "prefect-api-url": apiUrl,
        "registry-username": registry.credentials?.username ?? "",
        "registry-password": registry.credentials?.password ?? "",
        ...inputs,
      },
      workspace: process.cwd(),
      github: { token: github.token, api_url: github.url, repository: "acme/platform" },
    });
  };
  const left = () =>
    (github.repository.packages.get(`acme/${name}`)?.versions ?? []).map(({ tags }) => tags.join(" "));

  test("images of closed pull requests go with their parts, and with nothing that another one consists of", async () => {
    await push("first", "1.2.4-pr-3-run-17", "pr-3");
    await push("shared", "1.2.5-pr-5-run-2");
    await push("shared", "1.2.5");
    await push("open", "1.2.6-pr-4-run-9");
    await push("nobody's", "1.2.6-pr-77-run-1");
    const before = versions.length;
    const planned = await remove({ "plan-only": "true" });
    expect(planned.outputs).toMatchObject({ deleted: '["1.2.4-pr-3-run-17","pr-3","1.2.5-pr-5-run-2"]' });
    expect(planned.summary).toContain("would be deleted");
    expect(left()).toHaveLength(before);

    const result = await remove();
    expect(result).toMatchObject({ exitCode: 0, outputs: { deleted: planned.outputs.deleted } });
    // Each of the three that are left still has its part.
    expect(left().sort()).toEqual(["", "", "", "1.2.5", "1.2.6-pr-4-run-9", "1.2.6-pr-77-run-1"]);
    expect((await remove()).outputs.deleted).toBe("[]");
  });

  test("what a work pool or a deployment's job variables name stays, by tag or digest", async () => {
    await push("kept", "1.0.0");
    await push("by tag", "1.2.4-pr-3-run-1");
    const digest = await push("by digest", "1.2.4-pr-3-run-2");
    await push("by nobody", "1.2.4-pr-3-run-3");
    const image = `${registry.host}/acme/${name}`;
    const template = {
      job_configuration: { image: "{{ image }}" },
      variables: { type: "object", properties: { image: { default: `${image}:1.2.4-pr-3-run-1` } } },
    };
    await prefect.workPools.create({ name: uniqueName("pool"), type: "docker", base_job_template: template });
    const flow = await prefect.flows.ensure(uniqueName("flow"));
    await prefect.deployments.create({
      ...{ name: "daily", flow_id: flow.id, entrypoint: "a.py:a" },
      // Prefect's 2.0 is another number than 2: whatever reads it has to know that.
      job_variables: { image: `${image}@${digest}`, cpu: parseJson("2.0") },
    });
    const { outputs, summary } = await remove({}, "user");
    expect(outputs).toMatchObject({
      deleted: '["1.2.4-pr-3-run-3"]',
      "in-use": '["1.2.4-pr-3-run-1","1.2.4-pr-3-run-2"]',
    });
    expect(summary).toContain("kept: a work pool or a deployment names it");
  });

  test("the last tagged image stays, which GitHub does not let go", async () => {
    await push("first", "1.2.4-pr-3-run-1");
    await push("last", "1.2.4-pr-3-run-2");
    await remove();
    expect(left().sort()).toEqual(["", "1.2.4-pr-3-run-2"]);
  });

  test("nothing is deleted where GitHub or the registry doesn't tell, and what to do is said", async () => {
    await push("kept", "1.0.0");
    await push("first", "1.2.4-pr-3-run-1");
    const refused = await remove({ "registry-password": "wrong" });
    expect(refused.exitCode).toBe(1);
    expect(refused.annotations[0]?.message).toContain("refuses the credentials");
    github.fail({ operation: "packages/delete-package-version-for-org" }, { how: { status: 403 } });
    const forbidden = await remove();
    github.heal();
    expect(forbidden.exitCode).toBe(1);
    expect(forbidden.annotations[0]?.message).toContain("this repository the role Admin");
    expect(left()).toHaveLength(versions.length);
    const absent = await remove({ image: `${registry.host}/acme/no-such-image` });
    expect(absent.annotations[0]?.message).toContain("list the package acme/no-such-image (status 404)");
  });
});
