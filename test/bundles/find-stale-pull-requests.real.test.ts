import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { runBundle, sharedPrefectServer, startProxy, uniqueName } from "#services";
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
  await deployment(`${prefix}2`, `${prefix}03`, "pr-of-somebody");
  const result = await find(prefix);
  expect(result.exitCode).toBe(0);
  expect(JSON.parse(result.outputs.stale ?? "")).toEqual([`tag:${prefix}3`, `tag:${prefix}5`]);
  expect(JSON.parse(result.outputs["open-deployments"] ?? "").sort()).toEqual(own.sort());
  expect(result.summary).toContain("| #2 | not a pull request of this repository: left alone |");
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

test("asks the server for those that carry a tag, and GitHub only for the newest where there are none", async () => {
  const before = github.calls.length;
  const proxy = await startProxy(apiUrl);
  const nothing = await find(`${uniqueName("team")}-`, github.token, { "prefect-api-url": proxy.url });
  expect(nothing).toMatchObject({ exitCode: 0, outputs: { stale: "[]", "open-deployments": "[]" } });
  expect(github.calls).toHaveLength(before + 1);

  const prefix = `${uniqueName("team")}-`;
  await deployment("nightly");
  await deployment(`${prefix}3`);
  proxy.requests.length = 0;
  const found = await find(prefix, github.token, { "prefect-api-url": proxy.url });
  await proxy.stop();
  expect(found.outputs.stale).toBe(JSON.stringify([`tag:${prefix}3`]));
  const filters = proxy.requests.filter(({ path }) => path.endsWith("/deployments/filter"));
  const [first, ...others] = filters.map(({ body }) => JSON.parse(body).deployments.tags);
  expect(first).toEqual({ any_: [1, 2, 3, 4, 5].map((number) => `${prefix}${number}`) });
  for (const other of others) expect(other).toEqual(first);
});

test("more tags than a server takes at once are asked for in parts", async () => {
  const prefix = uniqueName("many");
  const key = await deployment(`${prefix}1`, `${prefix}350`);
  const found = await prefect.deployments.findByTags(
    Array.from({ length: 350 }, (_, index) => `${prefix}${index + 1}`),
  );
  expect(found.map((one) => one.key)).toEqual([key]);
});

test("a token that may not ask fails, so that nothing is taken for closed", async () => {
  const prefix = `${uniqueName("team")}-`;
  await deployment(`${prefix}4`);
  const result = await find(prefix, "ghs_of_somebody_else_entirely");
  expect(result.exitCode).toBe(1);
  expect(result.outputs.stale).toBeUndefined();
  expect(result.annotations[0]?.message).toContain("pull-requests: read");
});
