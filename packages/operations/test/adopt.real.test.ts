import { runLocally } from "#command";
import { silentReporter } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type RecordingProxy, sharedPrefectServer, startProxy, uniqueName } from "#services";
import { adoptDeployments, adoptionText, adoptOptions } from "../src/index.ts";
import { onMain, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

let proxy: RecordingProxy;
beforeAll(async () => {
  proxy = await startProxy(apiUrl, () => undefined);
});
afterAll(() => proxy.stop());

const FILE = "a.yaml";

/** A team whose server was filled before there were inventories. */
async function filledServer() {
  const names = { flow: uniqueName("flow"), pool: uniqueName("pool") };
  await prefect.workPools.create({ name: names.pool, type: "process" });
  const team = await SampleTeam.start(proxy.url, names);
  const ci = { ...onMain, repository: `https://github.com/acme/${names.flow}` };
  const forget = async () => {
    for (const { name } of await prefect.variables.list("")) {
      if (name.includes(names.flow)) await prefect.variables.delete(name);
    }
  };
  const key = (name: string) => `${names.flow}/${name}`;
  const adopt = (options = {}) =>
    adoptDeployments({
      ...defaultsOf(adoptOptions),
      ...{ run: runLocally, folder: team.repository.root, env: {}, reporter: silentReporter, ci },
      ...{ connection: { apiUrl: proxy.url }, prefectFile: [FILE], yes: false },
      ...options,
    });
  const find = async (name: string) => {
    const found = await prefect.deployments.find({ flowName: names.flow, name });
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  return { team, ci, names, forget, key, adopt, find };
}

test("adopts what the files have, tells what differs and what nobody declares, and writes the inventory alone", async () => {
  const { team, ci, forget, key, adopt, find } = await filledServer();
  await team.push({ [FILE]: { same: 1, drifted: 1, nobodys: 1 } });
  await team.apply(FILE, { ci });
  await forget();
  await prefect.deployments.update((await find("drifted")).id, { parameters: { value: 7 } });
  const run = await prefect.flowRuns.start((await find("nobodys")).id, {
    ...{ idempotency_key: uniqueName("key"), parameters: {}, job_variables: {}, tags: [] },
  });
  await prefect.flowRuns.cancel(run.id);
  await team.push({ [FILE]: { same: 1, drifted: 1, absent: 1 } });

  proxy.requests.length = 0;
  const told = await adopt();
  expect(proxy.writes()).toEqual([]);
  const adopted = [
    expect.objectContaining({ key: key("same"), differs: [] }),
    expect.objectContaining({ key: key("drifted"), differs: ["parameters"] }),
  ];
  expect(told).toMatchObject({ adopted, held: [], refused: [], absent: [key("absent")], left: [] });
  expect(told.undeclared?.find((one) => one.key === key("nobodys"))).toMatchObject({
    lastRun: { state: expect.stringMatching(/^Cancell/) },
  });
  const text = adoptionText(told).split("\n");
  expect(text).toContain(`+ ${key("drifted")}: would be adopted, and differs from the files in parameters`);
  expect(text.find((line) => line.startsWith(`? ${key("nobodys")}`))).toMatch(/last run Cancell/);

  const before = await find("drifted");
  const done = await adopt({ yes: true });
  expect(done).toMatchObject({ isWritten: true, adopted });
  expect(proxy.writes().length).toBeGreaterThan(0);
  for (const { path } of proxy.writes()) expect(path).toMatch(/\/variables\/(name\/inventory-|$)/);
  expect(await find("drifted")).toEqual(before);
  expect(await adopt({ yes: true })).toMatchObject({ adopted: [], held: [key("same"), key("drifted")] });

  // From now on it is ours.
  await team.push({ [FILE]: { drifted: 1 } });
  const { execution } = await team.apply(FILE, { ci, prune: true });
  expect(execution.archived.map((one) => one.key)).toEqual([key("same")]);
  expect(execution.updated.map((one) => one.key)).toEqual([key("drifted")]);
  expect((await find("nobodys")).paused).toBe(false);
});

test("refuses what another repository or scope holds, and takes it over only when told", async () => {
  const { team, key, adopt, forget, ci } = await filledServer();
  await team.push({ [FILE]: { theirs: 1, scoped: 1, free: 1 } });
  await team.apply(FILE, { ci, deployments: ["free"] });
  await forget();
  const other = { ...onMain, repository: `https://github.com/acme/${uniqueName("other")}` };
  await team.apply(FILE, { ci: other, deployments: ["theirs"] });
  await team.apply(FILE, { ci, scope: "dev", deployments: ["scoped"] });
  const told = await adopt({ yes: true });
  expect(told.adopted.map((one) => one.key)).toEqual([key("free")]);
  expect(told.refused).toEqual([
    { key: key("theirs"), holder: expect.stringMatching(/^acme\/other-.* \(a\.yaml\)$/) },
    { key: key("scoped"), holder: expect.stringMatching(/^the scope dev of acme\//) },
  ]);
  const taken = await adopt({ yes: true, takeOver: true });
  expect(taken.adopted.map((one) => one.key)).toEqual([key("theirs"), key("scoped")]);
  expect(await adopt()).toMatchObject({ adopted: [], refused: [] });
});

test("with names it tells nothing of the rest, and while a file can't be read neither", async () => {
  const { team, key, adopt, forget, ci } = await filledServer();
  await team.push({ [FILE]: { one: 1, two: 1 } });
  await team.apply(FILE, { ci });
  await forget();
  expect(await adopt({ deployments: ["one"] })).toMatchObject({
    adopted: [{ key: key("one") }],
    left: null,
    undeclared: null,
  });
  await team.repository.commit({ "b.yaml": "deployments: [}" });
  const told = await adopt({ prefectFile: [FILE, "b.yaml"] });
  expect(told).toMatchObject({
    undeclared: null,
    broken: [expect.objectContaining({ code: "definition-syntax" })],
  });
});
