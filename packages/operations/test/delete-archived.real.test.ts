import { runLocally } from "#command";
import { type Fault, FaultError, silentReporter } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { changeArchive, Inventory, readArchive } from "#server-records";
import {
  type InjectedFault,
  type RecordedRequest,
  type RecordingProxy,
  runBundle,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import { deleteArchived, deleteArchivedOptions } from "../src/index.ts";
import { onMain, SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

const proxies: RecordingProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.stop();
});

const FILE = "a.yaml";

/** A team with deployments that are archived; they have been so for as many days as is asked. */
async function archivedTeam(names: readonly string[], days: number, url = apiUrl) {
  const flow = uniqueName("flow");
  const pool = uniqueName("pool");
  await prefect.workPools.create({ name: pool, type: "process" });
  const team = await SampleTeam.start(url, { flow, pool });
  const ci = { ...onMain, repository: `https://github.com/acme/${flow}` };
  const target = { repository: ci.repository, files: [FILE] };
  await team.push({ [FILE]: { stays: 1, ...Object.fromEntries(names.map((name) => [name, 1])) } });
  await team.apply(FILE, { ci });
  await team.push({ [FILE]: { stays: 1 } });
  await team.apply(FILE, { ci, prune: true });
  const { archived } = await readArchive(prefect, target, silentReporter);
  const since = new Date(Date.now() - days * 86_400_000).toISOString();
  await changeArchive(prefect, target, {
    archive: new Map([...archived].map(([id, one]) => [id, { ...one, since }])),
  });
  const key = (name: string) => `${flow}/${name}`;
  const find = (name: string) => prefect.deployments.find({ flowName: flow, name });
  const id = async (name: string) => (await find(name))?.id ?? "";
  const sweep = (options = {}) =>
    deleteArchived({
      ...defaultsOf(deleteArchivedOptions),
      ...{ run: runLocally, folder: team.repository.root, env: {}, reporter: silentReporter, ci },
      ...{ connection: { apiUrl: url }, prefectFile: [FILE] },
      ...options,
    });
  const records = async () => ({
    archived: [...(await readArchive(prefect, target, silentReporter)).archived.values()].map(
      (one) => one.key,
    ),
    held: (await Inventory.read(prefect, target, silentReporter)).contents.ids.size,
  });
  return { team, ci, key, find, id, sweep, records };
}

const run = (id: string) =>
  prefect.flowRuns.start(id, {
    ...{ idempotency_key: uniqueName("key"), parameters: {}, job_variables: {}, tags: [] },
  });

test("what has been archived long enough by the record is deleted, whatever its tags say; the rest is told", async () => {
  const { key, find, id, sweep, records, team, ci } = await archivedTeam(["old", "resumed", "back"], 15);
  expect(await sweep({ retention: 16 * 86_400 })).toMatchObject({
    deleted: [],
    kept: [{ key: key("back") }, { key: key("old") }, { key: key("resumed") }],
  });
  // A tag that somebody has edited decides nothing.
  await prefect.deployments.update(await id("old"), { tags: ["removed-2999-01-01"] });
  await prefect.deployments.update(await id("resumed"), { paused: false });
  await team.push({ [FILE]: { stays: 1, back: 1 } });
  const planned = await sweep({ planOnly: true });
  expect(planned.deleted).toEqual([key("old")]);
  expect(await find("old")).toBeDefined();
  const done = await sweep();
  expect(done).toMatchObject({ deleted: [key("old")], faults: [], waiting: [] });
  expect(Object.fromEntries(done.left.map((one) => [one.key, one.why]))).toEqual({
    [key("resumed")]: expect.stringMatching(/turned on again/),
    [key("back")]: expect.stringMatching(/files have it again/),
  });
  expect(await find("old")).toBeUndefined();
  expect(await records()).toEqual({
    archived: expect.arrayContaining([key("resumed"), key("back")]),
    held: 3,
  });
  await team.apply(FILE, { ci, prune: true });
  expect((await find("back"))?.paused).toBe(false);
  expect((await find("resumed"))?.paused).toBe(true);
});

test("deletion waits for runs that have not ended, and cancels them only where that is asked for", async () => {
  const { key, find, id, sweep } = await archivedTeam(["late", "slot", "running", "free"], 15);
  const late = await run(await id("late"));
  const [slot, running] = [await run(await id("slot")), await run(await id("running"))];
  await setState(slot.id, "SCHEDULED", "AwaitingConcurrencySlot");
  await setState(running.id, "RUNNING", "Running");
  const first = await sweep();
  expect(first.deleted).toEqual([key("free")]);
  expect(Object.fromEntries(first.waiting.map((one) => [one.key, one.why]))).toEqual({
    [key("late")]: expect.stringMatching(/^1 run has not ended \((Scheduled|Late)\)/),
    [key("slot")]: expect.stringMatching(/AwaitingConcurrencySlot/),
    [key("running")]: expect.stringMatching(/Running/),
  });
  for (const name of ["late", "slot", "running"]) expect(await find(name)).toBeDefined();
  expect((await prefect.flowRuns.withIds([late.id]))[0]?.state_type).toBe("SCHEDULED");
  await setState(running.id, "COMPLETED", "Completed");
  const second = await sweep({ cancelRuns: true });
  expect(second.deleted.sort()).toEqual([key("late"), key("running"), key("slot")]);
  expect((await prefect.flowRuns.withIds([late.id]))[0]?.state_type).toBe("CANCELLED");
  // Nothing is left to do.
  expect(await sweep()).toEqual({ deleted: [], waiting: [], left: [], kept: [], faults: [] });
});

async function setState(id: string, type: string, name: string): Promise<void> {
  const answer = await fetch(`${apiUrl}/flow_runs/${id}/set_state`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ state: { type, name }, force: true }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

test("a sweep that dies at any of its requests is finished by the next", async () => {
  let fault: (request: RecordedRequest) => InjectedFault | undefined = () => undefined;
  const proxy = await startProxy(apiUrl, (request) => fault(request));
  proxies.push(proxy);
  for (let number = 0; ; number++) {
    const { find, sweep, records } = await archivedTeam(["one", "two"], 15, proxy.url);
    let writes = 0;
    fault = ({ method, path }) => {
      const isRead = method === "GET" || /\/(filter|count)$/.test(path);
      if (isRead) return writes > number ? { answer: 400 } : undefined;
      const index = writes++;
      if (index < number) return undefined;
      return { answer: 400, reached: index === number && number % 2 === 1 };
    };
    await sweep().catch((error: unknown) => {
      if (!(error instanceof FaultError)) throw error;
    });
    fault = () => undefined;
    const { faults } = await sweep();
    expect({ number, faults }).toEqual({ number, faults: [] as Fault[] });
    expect([await find("one"), await find("two")]).toEqual([undefined, undefined]);
    expect({ number, ...(await records()) }).toEqual({ number, archived: [], held: 1 });
    if (writes <= number) {
      expect(number).toBeGreaterThan(3);
      return;
    }
  }
}, 300_000);

test("the action deletes, and says so", async () => {
  const { team, key, find, id } = await archivedTeam(["old", "busy"], 15);
  await run(await id("busy"));
  const [, repository] = key("").split("/").reverse();
  const { exitCode, outputs, summary } = await runBundle("delete-archived", {
    inputs: { "prefect-api-url": apiUrl, "prefect-file": FILE },
    workspace: team.repository.root,
    env: {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: `acme/${repository}`,
    },
  });
  expect(exitCode).toBe(0);
  expect(JSON.parse(outputs.deleted ?? "")).toEqual([key("old")]);
  expect(JSON.parse(outputs.waiting ?? "")).toEqual([key("busy")]);
  expect(summary).toMatch(/^\*\*1 archived deployment deleted\*\*/);
  expect(await find("old")).toBeUndefined();
});
