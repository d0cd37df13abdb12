import { randomUUID } from "node:crypto";
import { silentReporter } from "#diagnostics";
import type { JsonObject } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { Inventory } from "#server-records";
import { ModelPrefect } from "./model-prefect.ts";
import { type Deployments, onMain, onPullRequest, SampleTeam } from "./sample-team.ts";

let prefect: ModelPrefect;
let team: SampleTeam;
beforeEach(async () => {
  prefect = await ModelPrefect.start();
  team = await SampleTeam.start(prefect.apiUrl);
});
afterEach(() => prefect.stop());

const FILE = "prefect.yaml";
const push = (deployments: Deployments, cron: string[] = []) => team.push({ [FILE]: deployments }, cron);
const prune = { prune: true };
const remove = { prune: true, removedPolicy: "delete" } as const;
const names = () => [...prefect.held.keys()].map((key) => key.slice(2)).sort();
const row = (name: string) => prefect.held.get(`f/${name}`) as JsonObject;

test("what left the files goes, whatever became of the records of commits in between", async () => {
  await push({ a: 1, b: 1, c: 1 });
  await team.apply(FILE);
  // A history that was rewritten, and a record that somebody deleted.
  await team.repository.git("reset", "--quiet", "--hard", "HEAD~0");
  await push({ a: 1 });
  for (const name of [...prefect.variables.keys()]) {
    if (/^(deployed-commit|unfinished)/.test(name)) prefect.variables.delete(name);
  }
  const { plan, execution } = await team.apply(FILE, { ...remove, deployments: ["a"] });
  expect(plan.deployments.map(({ key, action }) => [key, action])).toEqual([
    ["f/a", "unchanged"],
    ["f/b", "delete"],
    ["f/c", "delete"],
  ]);
  expect(execution.deleted).toHaveLength(2);
  expect(names()).toEqual(["a"]);
  // Nothing is left to be done.
  prefect.writes = [];
  await team.apply(FILE, remove);
  expect(prefect.writes).toEqual([]);
});

test("it is archived unless another policy is given, and what comes from elsewhere stays", async () => {
  await push({ a: 1, b: 1 });
  await team.apply(FILE);
  const other = { ...onMain, repository: "https://github.com/acme/other" };
  await push({ others: 1 });
  await team.apply(FILE, { ci: other });
  const byHand = { ...row("others"), id: randomUUID(), name: "by-hand" };
  prefect.deployments.set(byHand.id, byHand);
  await push({ a: 1 });
  const { execution } = await team.apply(FILE, prune);
  expect(execution.archived.map(({ key }) => key)).toEqual(["f/b"]);
  expect(row("b")).toMatchObject({
    paused: true,
    tags: [expect.stringMatching(/^removed-\d{4}-\d\d-\d\d$/)],
  });
  for (const name of ["others", "by-hand"]) expect(row(name)).toMatchObject({ paused: false, tags: [] });
});

test("`keep` and `removed` contradict it, a pull request doesn't prune, and its plan may say what would go", async () => {
  await push({ a: 1, b: 1 });
  await team.apply(FILE);
  await push({ a: 1 });
  await expect(team.apply(FILE, { ...prune, removedPolicy: "keep" })).rejects.toThrow(/keeps it/);
  await expect(team.apply(FILE, { ...prune, removed: ["f/b"] })).rejects.toThrow(
    /Both `prune` and `removed`/,
  );
  await expect(team.apply(FILE, { ...prune, ci: onPullRequest })).rejects.toThrow(
    /A pull request doesn't prune/,
  );
  const plan = await team.plan(FILE, { ...prune, ci: onPullRequest, dangling: "warn" });
  expect(plan.deployments.map(({ key, action }) => [key, action])).toContainEqual(["f/b", "archive"]);
});

test("nothing is pruned while a file can't be read, or a flow's name can't be told", async () => {
  await push({ a: 1, b: 1 });
  await team.apply(FILE);
  const files = [FILE, "other.yaml"];
  await team.repository.commit({ "other.yaml": "deployments: [}" });
  await push({ a: 1 });
  prefect.writes = [];
  // The inventory is that of a set of files.
  await team.apply(FILE, { ...prune, prefectFile: files }).catch(() => {});
  await team.repository.commit({ "other.yaml": "deployments: []" });
  await team.apply(FILE, { prefectFile: files, takeOver: true });
  await push({});
  await team.repository.commit({ "other.yaml": "deployments: [}" });
  await team.apply(FILE, { ...remove, prefectFile: files }).catch(() => {});
  expect(names()).toEqual(["a", "b"]);
  await team.repository.commit({
    "other.yaml": "deployments:\n  - {name: x, entrypoint: 'flows/none.py:run', work_pool: {name: pool}}\n",
  });
  await push({ a: 1 });
  await team.apply(FILE, { ...remove, prefectFile: files, deployments: ["a"] });
  expect(names()).toEqual(["a", "b"]);
  expect(team.warnings.map(({ code }) => code)).toContain("removal-withheld");
});

test("files that define nothing are an error", async () => {
  await push({ a: 1, b: 1 });
  await team.apply(FILE);
  await push({});
  await expect(team.apply(FILE, remove)).rejects.toThrow(/would remove everything/);
  await push({ "a--dev": 1 });
  await expect(
    team.apply(FILE, { ...remove, scope: "prod", scopePatterns: ["*--prod"], deployments: [] }),
  ).rejects.toThrow(/would remove everything/);
  expect(names()).toEqual(["a", "b"]);
});

test.each([
  [{ share: 0.2 }, 2, true],
  [{ share: 0.2 }, 3, false],
  [{ count: 3 }, 3, true],
  [{ count: 2 }, 3, false],
])("max-removed %j and %i of 10 removed", async (maxRemoved, count, isAllowed) => {
  const all = Array.from({ length: 10 }, (_, index) => [`d${index}`, 1]);
  await push(Object.fromEntries(all));
  await team.apply(FILE);
  await push(Object.fromEntries(all.slice(count)));
  const plan = await team.plan(FILE, { ...prune, maxRemoved });
  expect(plan.deployments.filter(({ action }) => action === "archive")).toHaveLength(count);
  expect(team.warnings.map(({ code }) => code).includes("removed-too-many")).toBe(!isAllowed);
  const applied = team.apply(FILE, { ...prune, maxRemoved });
  if (isAllowed) expect((await applied).execution.archived).toHaveLength(count);
  else {
    prefect.writes = [];
    await expect(applied).rejects.toThrow(new RegExp(`${count} deployments would be removed`));
    expect(prefect.writes).toEqual([]);
  }
  // What is archived is no longer counted.
  if (isAllowed) {
    await push(Object.fromEntries(all.slice(count + 1)));
    expect((await team.apply(FILE, { ...prune, maxRemoved: { count: 1 } })).execution.archived).toHaveLength(
      1,
    );
  }
});

const kept = (keep: boolean) =>
  `deployments:\n  - {name: a, entrypoint: 'flows/f.py:run', work_pool: {name: pool}}\n  - {name: b, entrypoint: 'flows/f.py:run', work_pool: {name: pool}, x-cicd: {keep: ${keep}}}\n`;

test("what its last definition keeps stays as it is, whoever names it, until a definition says otherwise", async () => {
  await push({});
  await team.repository.commit({ [FILE]: kept(true) });
  await team.apply(FILE);
  await push({ a: 1 });
  const { plan } = await team.apply(FILE, prune);
  expect(plan.deployments).toMatchObject([{ key: "f/a" }, { key: "f/b", action: "keep" }]);
  await team.apply(FILE, { removed: ["f/b"], removedPolicy: "delete" });
  expect(row("b")).toMatchObject({ paused: false });
  await team.repository.commit({ [FILE]: kept(false) });
  await team.apply(FILE);
  await push({ a: 1 });
  await team.apply(FILE, remove);
  expect(names()).toEqual(["a"]);
});

test("except leaves some alone", async () => {
  await push({ a: 1, "b-pr": 1, c: 1 });
  await team.apply(FILE);
  await push({ a: 1 });
  await team.apply(FILE, { ...remove, except: ["*-pr"] });
  expect(names()).toEqual(["a", "b-pr"]);
});

test("what something still calls is not removed, unless it is only to be told", async () => {
  await push({ a: 1, b: 1 });
  await team.apply(FILE);
  await push({ a: 1 });
  await team.repository.commit({
    "flows/g.py": 'from prefect.deployments import run_deployment\nrun_deployment("f/b")\n',
  });
  await expect(team.apply(FILE, prune)).rejects.toThrow(/run_deployment still calls it/);
  await team.apply(FILE, { ...prune, dangling: "warn" });
  expect(row("b")).toMatchObject({ paused: true });
  expect(team.warnings.map(({ code }) => code)).toContain("caller-left");
});

test("one that was deleted in the UI leaves the inventory, and one that a detection names is no longer open", async () => {
  await push({ a: 1, b: 1 });
  await team.deploy(FILE);
  prefect.deployments.delete(String(row("b").id));
  await push({ a: 2 });
  const detected = await team.deploy(FILE, { ...prune, removed: [], removedPolicy: undefined });
  expect(detected).toMatchObject({ inventory: { deployments: 1 }, excluded: [], notRecorded: null });
});

test("an inventory that somebody has tampered with removes nothing of others", async () => {
  await push({ a: 1, victim: 1 });
  await team.apply(FILE, { ci: { ...onMain, repository: "https://github.com/acme/other" } });
  await push({ b: 1 });
  await team.apply(FILE);
  const client = new PrefectClient(connectionFromInputs({ apiUrl: prefect.apiUrl }));
  const target = { repository: onMain.repository, files: [FILE] };
  const inventory = await Inventory.read(client, target, silentReporter);
  await inventory.change({ seen: [{ key: "f/x", id: String(row("victim").id) }] });
  await team.apply(FILE, remove);
  expect(names()).toEqual(["a", "b", "victim"]);
  expect(team.warnings.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("f/victim under another name"),
  );
});

test("it costs the inventory and the removed ones, however many there are", async () => {
  const requestsOf = async (count: number) => {
    await prefect.stop();
    prefect = await ModelPrefect.start();
    team = await SampleTeam.start(prefect.apiUrl);
    await push({ a: 1, gone: 1 });
    await team.apply(FILE);
    const many = Array.from({ length: count }, (_, index) => `d${index}`);
    const client = new PrefectClient(connectionFromInputs({ apiUrl: prefect.apiUrl }));
    const target = { repository: onMain.repository, files: [FILE] };
    const seen = many.map((name) => ({ key: `f/${name}`, id: randomUUID() }));
    for (const { key, id } of seen) prefect.deployments.set(id, { ...row("a"), id, name: key.slice(2) });
    await (await Inventory.read(client, target, silentReporter)).change({ seen });
    await push({ a: 2, ...Object.fromEntries(many.map((name) => [name, 1])) });
    prefect.requests = [];
    prefect.rowsRead = 0;
    await team.apply(FILE, { ...prune, deployments: ["a"] });
    expect(row("gone").paused).toBe(true);
    const requests = prefect.requests.map((one) => one.replace(/[0-9a-f-]{36}|[0-9a-f]{4}$/g, "id"));
    return { requests: requests.filter((one) => !/variables/.test(one)), rows: prefect.rowsRead };
  };
  const few = await requestsOf(3);
  const many = await requestsOf(1000);
  expect(many).toEqual(few);
});
