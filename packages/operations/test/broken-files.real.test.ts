import { FaultError } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { onMain, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const FILES = "*.yaml";

let flow: string;
let team: SampleTeam;
let options: { ci: typeof onMain };

/** Two files that are deployed, of which the second then breaks while the first changes. */
beforeEach(async () => {
  flow = uniqueName("flow");
  const pool = uniqueName("pool");
  await prefect.workPools.create({ name: pool, type: "process" });
  team = await SampleTeam.start(apiUrl, { flow, pool });
  options = { ci: { ...onMain, repository: `https://github.com/acme/${flow}` } };
  await team.push({ "a.yaml": { a1: 1, a2: 1 }, "b.yaml": { b1: 1, b2: 1 } });
  expect((await team.deploy(FILES, options)).notRecorded).toBeNull();
  await team.push({ "a.yaml": { a1: 2 } });
  await team.repository.commit({ "b.yaml": "deployments: [\n" });
  team.warnings.length = 0;
});

async function held(): Promise<Record<string, unknown>> {
  const names = ["a1", "a2", "b1", "b2"].map((name) => ({ flowName: flow, name }));
  const found = await prefect.deployments.findByNames(names);
  return Object.fromEntries(found.map(({ name, parameters }) => [name, parameters?.value]));
}

const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);

test("what was selected elsewhere is applied, nothing counts as removed, and the commit is not recorded", async () => {
  const { execution, broken, notRecorded, inventory } = await team.deploy(FILES, options);
  expect(broken).toEqual([
    expect.objectContaining({ code: "definition-syntax", location: expect.anything() }),
  ]);
  expect(broken[0]?.location?.file).toBe("b.yaml");
  expect(keys(execution.updated)).toEqual([`${flow}/a1`]);
  expect([...execution.deleted, ...execution.kept]).toEqual([]);
  expect(notRecorded).toBe("a file of definitions can't be read");
  expect(inventory).toMatchObject({ deployments: 4, notInFiles: null });
  expect(await held()).toEqual({ a1: 2, a2: 1, b1: 1, b2: 1 });

  // Once it can be read again, the rest is made up for.
  await team.push({ "a.yaml": { a1: 2 }, "b.yaml": { b1: 3, b2: 1 } });
  const mended = await team.deploy(FILES, options);
  expect([keys(mended.execution.updated), keys(mended.execution.deleted), mended.notRecorded]).toEqual([
    [`${flow}/b1`],
    [`${flow}/a2`],
    null,
  ]);
  expect(await held()).toEqual({ a1: 2, b1: 3, b2: 1 });
});

test("who names something as removed is told that it is left alone", async () => {
  const removed = [`${flow}/a2`];
  const { execution } = await team.apply(FILES, { ...options, removed, removedPolicy: "delete" });
  expect([execution.deleted, execution.kept]).toEqual([[], []]);
  expect(team.warnings).toEqual([
    expect.objectContaining({ code: "removal-withheld", deployments: removed }),
  ]);
  expect(Object.keys(await held())).toContain("a2");
});

test("a plan shows the rest", async () => {
  const plan = await team.plan(FILES, options);
  expect(plan.deployments.map(({ key, action }) => `${key} ${action}`)).toEqual([`${flow}/a1 update`]);
});

test.each([
  ["what can only stand in the broken file is named", { deployments: ["b1"] }, ["b.yaml", "b1"]],
  ["it is to be strict", { strict: true }, ["b.yaml"]],
])("nothing is written where %s", async (_what, more, told) => {
  const refused = await team.apply(FILES, { ...options, ...more }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(FaultError);
  for (const text of told) expect((refused as FaultError).message).toContain(text);
  expect(await held()).toEqual({ a1: 1, a2: 1, b1: 1, b2: 1 });
});

test("a fault in a selected deployment refuses before the first write, and both are told", async () => {
  await team.repository.commit({
    "a.yaml": "deployments:\n  - {name: a1, entrypoint: 'flows/f.py:run', work_pool: {name: nowhere}}\n",
  });
  const refused = team.apply(FILES, options);
  await expect(refused).rejects.toThrow(/b\.yaml.*\n.*nowhere/s);
  expect(await held()).toMatchObject({ a1: 1 });
});
