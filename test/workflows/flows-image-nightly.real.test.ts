import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  type ContainerRegistry,
  describeWith,
  type ForwardProxy,
  type SecureFront,
  sharedPrefectServer,
  startContainerRegistry,
  startForwardProxy,
  startSecureFront,
  uniqueName,
} from "#services";
import type { ContainerPackage } from "../github/index.ts";
import { DataTeam, outcomes } from "../platform/data-team.ts";
import { pushImage } from "../platform/pushed-image.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

describeWith(["go", "debian"], "the images of closed pull requests, at night", () => {
  const name = uniqueName("flows");
  let registry: ContainerRegistry;
  let front: SecureFront;
  let proxy: ForwardProxy;
  let team: DataTeam;
  const versions: ContainerPackage["versions"] = [];

  beforeAll(async () => {
    registry = await startContainerRegistry();
    // GitHub's registry by its own name, as the template's condition wants it.
    front = await startSecureFront(registry.host, "ghcr.io");
    proxy = await startForwardProxy({ hosts: { "ghcr.io:443": `127.0.0.1:${front.port}` } });
    team = await DataTeam.start({
      settings: { image: `ghcr.io/acme/${name}` },
      configuration: { vars: { DEV_PREFECT_API_URL: apiUrl }, secrets: {} },
      files: { "README.md": "The platform.\n" },
      machine: {
        env: {
          HTTPS_PROXY: proxy.url,
          NO_PROXY: "127.0.0.1,localhost",
          NODE_EXTRA_CA_CERTS: front.certificate,
        },
      },
    });
    const head = { ref: "feature", sha: "0".repeat(40) };
    const { pulls, packages } = team.github.repository;
    pulls.push({ number: 3, head, state: "closed" }, { number: 4, head, state: "open" });
    packages.set(`acme/${name}`, { owner: "org", versions });
  });
  afterAll(async () => {
    await team?.stop();
    await Promise.all([proxy?.stop(), front?.stop(), registry?.stop()]);
  });

  const push = (text: string, ...tags: string[]) =>
    pushImage(registry, `acme/${name}`, versions, text, ...tags);
  const left = () =>
    (team.github.repository.packages.get(`acme/${name}`)?.versions ?? []).flatMap(({ tags }) => tags).sort();

  test("are deleted, but for those that a work pool, an open pull request or a version still names", async () => {
    await push("released", "1.2.3");
    await push("closed", "1.2.4-pr-3-run-1");
    await push("used", "1.2.4-pr-3-run-2");
    await push("open", "1.2.5-pr-4-run-9");
    await prefect.workPools.create({
      ...{ name: uniqueName("pool"), type: "docker" },
      base_job_template: {
        job_configuration: { image: "{{ image }}" },
        variables: {
          type: "object",
          properties: { image: { default: `ghcr.io/acme/${name}:1.2.4-pr-3-run-2` } },
        },
      },
    });
    const result = await team.run("flows-image-nightly.yml", "schedule", {}, "main");
    expect(outcomes(result, [])).toEqual({ "delete the images of closed pull requests": "success" });
    expect(left()).toEqual(["1.2.3", "1.2.4-pr-3-run-2", "1.2.5-pr-4-run-9"]);
    expect(proxy.asked).toContain("CONNECT ghcr.io:443");
  });
});
