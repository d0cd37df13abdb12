import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { runBundle, sharedPrefectServer, uniqueName } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { GitHubStandIn } from "../github/index.ts";
import { processTemplate } from "./work-pool-templates.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

/** A live deployment of a new flow with these tags; gives its key. */
async function deployment(...tags: string[]): Promise<string> {
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  return (await prefect.deployments.create({ name: "daily", flow_id: flow.id, entrypoint: "a.py:a", tags }))
    .key;
}

let github: GitHubStandIn;
beforeAll(async () => {
  const { root } = await temporaryRepository();
  github = await GitHubStandIn.start({ repository: "acme/platform", folder: root });
  const head = { ref: "feature", sha: "0".repeat(40) };
  github.repository.pulls.push(
    { number: 3, head, state: "closed" },
    { number: 4, head, state: "open" },
    { number: 5, head, mergeCommit: "1".repeat(40) },
  );
});
afterAll(() => github.stop());

const find = (prefix: string, token = github.token, inputs: Record<string, string> = {}) =>
  runBundle("find-stale-pull-requests", {
    inputs: { "prefect-api-url": apiUrl, "tag-prefix": prefix, ...inputs },
    workspace: process.cwd(),
    github: { token, api_url: github.url, repository: "acme/platform" },
  });

test("tells closed pull requests from open ones, and leaves alone what is neither", async () => {
  const prefix = `${uniqueName("team")}-`;
  const own = [await deployment(`${prefix}4`, "nightly"), await deployment(`${prefix}4`)];
  await deployment(`${prefix}3`);
  await deployment(`${prefix}5`, `${prefix}x`);
  await deployment(`${prefix}77`, `${prefix}03`, "pr-of-somebody");
  const result = await find(prefix);
  expect(result.exitCode).toBe(0);
  expect(JSON.parse(result.outputs.stale ?? "")).toEqual([`tag:${prefix}3`, `tag:${prefix}5`]);
  expect(JSON.parse(result.outputs["open-deployments"] ?? "").sort()).toEqual(own.sort());
  expect(result.summary).toContain("| #77 | not a pull request of this repository: left alone |");
});

test("tells for which closed pull request a work pool is still changed", async () => {
  const prefix = `${uniqueName("team")}-`;
  const stateOfPool = async (owner: string) => {
    const pool = uniqueName("pool");
    const template = processTemplate("acme/flows:1");
    await prefect.workPools.create({ name: pool, type: "process", base_job_template: template });
    const change = { mode: "api", "work-pool": pool, image: "acme/flows:2", "temporary-for": owner };
    await runBundle("update-work-pool", {
      inputs: { "prefect-api-url": apiUrl, ...change },
      workspace: process.cwd(),
    });
    return find(prefix, github.token, { "work-pool": pool });
  };
  const closed = await stateOfPool(`${prefix}3`);
  expect(closed.outputs).toMatchObject({ stale: "[]", "stale-work-pool": `${prefix}3` });
  expect(closed.summary).toContain("was changed for #3 (closed)");
  expect((await stateOfPool(`${prefix}4`)).outputs["stale-work-pool"]).toBe("");
  expect((await stateOfPool("somebody")).outputs["stale-work-pool"]).toBe("");
});

test("asks nobody where nothing is tagged", async () => {
  const before = github.calls.length;
  const result = await find(`${uniqueName("team")}-`);
  expect(result).toMatchObject({ exitCode: 0, outputs: { stale: "[]", "open-deployments": "[]" } });
  expect(github.calls).toHaveLength(before);
});

test("a token that may not ask fails, so that nothing is taken for closed", async () => {
  const prefix = `${uniqueName("team")}-`;
  await deployment(`${prefix}4`);
  const result = await find(prefix, "ghs_of_somebody_else_entirely");
  expect(result.exitCode).toBe(1);
  expect(result.outputs.stale).toBeUndefined();
  expect(result.annotations[0]?.message).toContain("pull-requests: read");
});
