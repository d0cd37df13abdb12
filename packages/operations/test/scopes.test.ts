import { runLocally } from "#command";
import { FaultError, silentReporter } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { hashOf, Inventory } from "#server-records";
import { changesFile } from "../src/changes-file.ts";
import { detectDeployments, detectOptions } from "../src/index.ts";
import { wantedDeployments } from "../src/wanted-deployments.ts";
import { ModelPrefect } from "./model-prefect.ts";
import { type Deployments, onMain, SampleTeam } from "./sample-team.ts";

let prefect: ModelPrefect;
beforeEach(async () => {
  prefect = await ModelPrefect.start();
});
afterEach(() => prefect.stop());

const FILE = "prefect.yaml";
const PROD = { scope: "prod", deployments: ["*--prod"] };
const STAGING = { scope: "staging", deployments: ["*--staging"] };
type ScopeInputs = typeof PROD;

/** What the pipeline of one environment does after a merge, with the scope in both of its steps. */
async function deploy(team: SampleTeam, inputs: ScopeInputs, options = {}) {
  const detected = await detectDeployments({
    ...defaultsOf(detectOptions),
    ...inputs,
    ...{ run: runLocally, folder: team.repository.root, env: {}, reporter: silentReporter, ci: onMain },
    connection: { apiUrl: prefect.apiUrl },
    prefectFile: [FILE],
  });
  const changes = JSON.stringify(changesFile(detected));
  const wanted = await wantedDeployments({ ...inputs, changesFile: "changes.json" }, async () => changes);
  return team.apply(FILE, { removedPolicy: "delete", ...inputs, ...wanted, ...options });
}

function held(): Deployments {
  const all = [...prefect.held].map(([key, { parameters }]) => [
    key.slice(2),
    (parameters as { value: number }).value,
  ]);
  return Object.fromEntries(all.sort());
}

const inventory = async (scope: string | undefined) => {
  const client = new PrefectClient(connectionFromInputs({ apiUrl: prefect.apiUrl }));
  const target = { repository: onMain.repository, files: [FILE], scope };
  return (await Inventory.read(client, target, silentReporter)).contents;
};

test("each scope of one file has a commit and an inventory of its own, and leaves out only what is its own", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { "a--prod": 1, "b--prod": 1, "a--staging": 1, "b--staging": 1 } });
  expect(await deploy(team, STAGING)).toMatchObject({ notRecorded: null, excluded: [] });
  expect(held()).toEqual({ "a--staging": 1, "b--staging": 1 });
  await team.push({ [FILE]: { "a--prod": 2, "b--prod": 1, "a--staging": 2, "b--staging": 1 } });
  // Nothing is recorded for it yet.
  const first = await deploy(team, PROD);
  expect(first.plan.deployments.map(({ key }) => key)).toEqual(["f/a--prod", "f/b--prod"]);
  expect(first).toMatchObject({ notRecorded: null, excluded: [] });
  const second = await deploy(team, STAGING);
  expect(second.plan.deployments.map(({ key }) => key)).toEqual(["f/a--staging"]);
  expect(second).toMatchObject({ notRecorded: null, excluded: [], inventory: { deployments: 2 } });
  expect([...(await inventory("prod")).ids.keys()].sort()).toEqual(
    ["f/a--prod", "f/b--prod"].map((key) => hashOf("prod", key)).sort(),
  );
  expect((await inventory(undefined)).ids.size).toBe(0);
});

test("what left the files is removed by its own scope alone", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { "a--prod": 1, "b--prod": 1, "a--staging": 1, "b--staging": 1 } });
  await deploy(team, PROD);
  await deploy(team, STAGING);
  await team.push({ [FILE]: { "a--prod": 1, "a--staging": 1 } });
  await deploy(team, STAGING);
  expect(Object.keys(held())).toEqual(["a--prod", "a--staging", "b--prod"]);
  await deploy(team, PROD);
  expect(Object.keys(held())).toEqual(["a--prod", "a--staging"]);
});

test("an older commit is refused for the scope that is ahead of it, and taken by the other one", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  const older = await team.push({ [FILE]: { "a--prod": 1, "a--staging": 1 } });
  await team.push({ [FILE]: { "a--prod": 2, "a--staging": 2 } });
  await deploy(team, STAGING);
  await team.repository.git("checkout", "--quiet", older);
  await expect(team.apply(FILE, STAGING)).rejects.toThrow(/older than/);
  expect(await team.apply(FILE, PROD)).toMatchObject({ notRecorded: null, excluded: [] });
  expect(held()).toEqual({ "a--prod": 1, "a--staging": 2 });
});

test("a run by hand of a part of the scope leaves the rest of the scope to the next detection", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { "sales-a--prod": 1, "b--prod": 1, "a--staging": 1 } });
  await deploy(team, PROD);
  await team.push({ [FILE]: { "sales-a--prod": 2, "b--prod": 2, "a--staging": 2 } });
  const some = { scope: "prod", deployments: ["sales-*--prod"] };
  expect(await team.apply(FILE, some)).toMatchObject({ notRecorded: null, excluded: ["f/b--prod"] });
  expect((await deploy(team, PROD)).plan.deployments.map(({ key }) => key)).toEqual(["f/b--prod"]);
  await team.push({ [FILE]: { "sales-a--prod": 3, "b--prod": 3, "a--staging": 3 } });
  const one = await team.apply(FILE, { scope: "prod", deployments: ["sales-a--prod"] });
  expect(one).toMatchObject({ notRecorded: null, excluded: ["f/b--prod"] });
});

test("two environments that would write the same deployments of one server are told before the first write", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { a: 1, b: 1 } });
  await team.apply(FILE, { scope: "dev" });
  await team.push({ [FILE]: { a: 2, b: 1 } });
  prefect.writes = [];
  const refused = team.apply(FILE, { scope: "prod" });
  await expect(refused).rejects.toThrow(
    /What the scope dev of acme\/platform \(prefect\.yaml\) has applied .* would be written from here too\..*"f\/a" and "f\/b"/,
  );
  await expect(refused).rejects.toBeInstanceOf(FaultError);
  expect(prefect.writes).toEqual([]);
  await team.plan(FILE, { scope: "prod" });
  expect(team.warnings).toContainEqual(
    expect.objectContaining({
      code: "deployment-held",
      message: expect.stringContaining("An apply would refuse"),
    }),
  );
  const other = { ...onMain, repository: "https://github.com/acme/other" };
  await expect(team.apply(FILE, { ci: other })).rejects.toThrow(/would be written from here too/);
  // It has moved.
  await team.apply(FILE, { scope: "prod", takeOver: true });
  expect(held()).toEqual({ a: 2, b: 1 });
  expect((await inventory("dev")).ids.size).toBe(0);
  expect((await inventory("prod")).ids.size).toBe(2);
  await team.apply(FILE, { scope: "prod" });
});

test("what moved to other files of the repository is told, and not removed by those that it left", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ "a.yaml": { x: 1, y: 1 }, "b.yaml": { z: 1 } });
  await team.deploy("a.yaml");
  await team.deploy("b.yaml");
  await team.push({ "a.yaml": { y: 1 }, "b.yaml": { x: 2, z: 1 } });
  await team.deploy("b.yaml");
  expect(team.warnings.map(({ code }) => code)).toEqual(["deployment-held"]);
  const { plan } = await team.deploy("a.yaml");
  expect(plan.deployments).toMatchObject([
    { key: "f/x", action: "keep", reason: expect.stringMatching(/\(b\.yaml\) holds it/) },
  ]);
  expect(held()).toEqual({ x: 2, y: 1, z: 1 });
  // It is b's alone from then on.
  await team.push({ "a.yaml": { y: 1 }, "b.yaml": { z: 1 } });
  expect((await team.deploy("b.yaml")).execution.deleted).toHaveLength(1);
  expect(held()).toEqual({ y: 1, z: 1 });
});

test("what a prefix puts beside the rest is in an inventory of its own", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { a: 1 } });
  await team.apply(FILE);
  await team.apply(FILE, { namePrefix: "pr-1-" });
  expect(Object.keys(held())).toEqual(["a", "pr-1-a"]);
  expect((await inventory(undefined)).ids.size).toBe(1);
  // Whoever selects it, such as by its tag, may remove it.
  await team.apply(FILE, { deployments: [], removed: ["f/pr-1-a"], removedPolicy: "delete" });
  expect(Object.keys(held())).toEqual(["a"]);
});

test("detection takes patterns only with a scope, and no names", async () => {
  const team = await SampleTeam.start(prefect.apiUrl);
  await team.push({ [FILE]: { a: 1 } });
  await expect(deploy(team, { scope: undefined as unknown as string, deployments: ["a*"] })).rejects.toThrow(
    /Name the `scope`/,
  );
  await expect(deploy(team, { scope: "prod", deployments: ["a"] })).rejects.toThrow(/patterns such as/);
});
