import { type InjectedFault, sharedPrefectServer, uniqueName } from "#services";
import type { PrefectClient } from "../src/index.ts";
import { clientOf, recordingReporter, sampleAutomation, sampleDeployment } from "./sample.ts";
import { type SpoiledServer, spoiledServer } from "./spoiled-server.ts";

let proxy: SpoiledServer;
let prefect: PrefectClient;
const direct = clientOf(sharedPrefectServer().apiUrl);

beforeEach(async () => {
  proxy = await spoiledServer(sharedPrefectServer().apiUrl);
  prefect = clientOf(proxy.apiUrl);
});
afterEach(() => proxy.stop());

const unavailable: InjectedFault = { answer: 503, body: '{"detail":"database is locked"}' };
const gatewayTimeout: InjectedFault = { answer: 504, body: "<html>504</html>", reached: true };
/** Whatever can happen to a request that the server has carried out, or hasn't. */
const mishaps: [string, InjectedFault][] = [
  ["the connection is reset", "drop-request"],
  ["the answer is lost", "drop-answer"],
  ["a gateway gives up on the answer", gatewayTimeout],
  ["the server is unavailable", unavailable],
  ["there are too many requests", { answer: 429, headers: { "retry-after": "0" } }],
];

describe.each(mishaps)("when %s, twice", (_, fault) => {
  test("reading goes on", async () => {
    proxy.spoil("POST", /\/flows\/filter/, fault, 2);
    await prefect.deployments.findByNames([{ flowName: uniqueName("flow"), name: "none" }]);
    expect(proxy.seen("POST", /\/flows\/filter/)).toHaveLength(3);
  });

  test("a deployment is made once, with its schedules once", async () => {
    proxy.spoil("POST", /\/deployments\/$/, fault, 2);
    const made = await sampleDeployment(prefect);
    expect(proxy.seen("POST", /\/deployments\/$/)).toHaveLength(3);
    const [only, ...more] = await direct.deployments.findByDeploymentNames([made.name]);
    expect(more).toEqual([]);
    expect(only?.schedules).toHaveLength(1);
  });

  test("a schedule is added once", async () => {
    const { id } = await sampleDeployment(direct);
    proxy.spoil("POST", /\/schedules$/, fault, 2);
    const [added] = await prefect.schedules.create(id, [
      { schedule: { interval: 3600 }, parameters: { n: 1 } },
    ]);
    const stored = await direct.schedules.list(id);
    expect(stored).toHaveLength(2);
    expect(stored.map((schedule) => schedule.id)).toContain(added?.id);
    expect(added?.parameters).toEqual({ n: 1 });
  });

  test("an automation is made once, also beside one of its name", async () => {
    const { id } = await sampleDeployment(direct);
    const automation = sampleAutomation(id, uniqueName("trigger"));
    const first = await direct.automations.createOwned(id, automation);
    proxy.spoil("POST", /\/automations\/$/, fault, 2);
    const second = await prefect.automations.createOwned(id, automation);
    const stored = await direct.automations.relatedToDeployment(id);
    expect(stored.map((one) => one.id).sort()).toEqual([first.id, second.id].sort());
  });

  test("a variable is made once and holds its value", async () => {
    const name = uniqueName("variable");
    proxy.spoil("POST", /\/variables\/$/, fault, 2);
    await prefect.variables.set(name, { n: 1 });
    expect((await direct.variables.find(name))?.value).toEqual({ n: 1 });
  });

  test("a work pool is made once", async () => {
    const name = uniqueName("pool");
    proxy.spoil("POST", /\/work_pools\/$/, fault, 2);
    const made = await prefect.workPools.create({ name, type: "process" });
    expect((await direct.workPools.find(name))?.id).toBe(made.id);
  });

  test("changing and deleting go on", async () => {
    const { id } = await sampleDeployment(direct);
    proxy.spoil("PATCH", /\/deployments\//, fault, 2);
    expect(await prefect.deployments.update(id, { tags: ["changed"] })).toBe(true);
    expect((await direct.deployments.read(id))?.tags).toEqual(["changed"]);
    proxy.spoil("DELETE", /\/deployments\//, fault, 2);
    await prefect.deployments.delete(id);
    expect(await direct.deployments.read(id)).toBeUndefined();
  });
});

test("what was carried out is not sent again: the look finds it", async () => {
  const { id } = await sampleDeployment(direct);
  proxy.spoil("POST", /\/schedules$/, "drop-answer");
  await prefect.schedules.create(id, [{ schedule: { interval: 3600 } }]);
  expect(proxy.seen("POST", /\/schedules$/)).toHaveLength(1);
});

test("an answer that comes too late is looked for, not asked for again", async () => {
  const { id } = await sampleDeployment(direct);
  const impatient = clientOf(proxy.apiUrl, { timeout: 1000 });
  proxy.spoil("POST", /\/schedules$/, { late: 3000 });
  await impatient.schedules.create(id, [{ schedule: { interval: 3600 } }]);
  expect(proxy.seen("POST", /\/schedules$/)).toHaveLength(1);
  expect(await direct.schedules.list(id)).toHaveLength(2);
});

test("after a time-out what was made is looked for, and never sent again: the server may still be at it", async () => {
  const { id } = await sampleDeployment(direct);
  const few = clientOf(proxy.apiUrl, { retry: { attempts: 3 } });
  proxy.spoil("POST", /\/schedules$/, { answer: 504 }, 3);
  await expect(few.schedules.create(id, [{ schedule: { interval: 3600 } }])).rejects.toThrow(/504/);
  expect(proxy.seen("POST", /\/schedules$/)).toHaveLength(1);
  // Once before, and after each of the two delays and the end.
  expect(proxy.seen("GET", /\/schedules$/)).toHaveLength(4);
});

test("what was carried out counts even when it was the last attempt", async () => {
  const { id } = await sampleDeployment(direct);
  const once = clientOf(proxy.apiUrl, { retry: { attempts: 1 } });
  proxy.spoil("POST", /\/schedules$/, "drop-answer");
  const made = await once.schedules.create(id, [{ schedule: { interval: 3600 } }]);
  expect(made).toHaveLength(1);
});

test("a retry waits at least as long as Retry-After asks, and is told", async () => {
  const { infos, reporter } = recordingReporter();
  proxy.spoil("GET", /\/admin\/version/, { answer: 429, headers: { "retry-after": "1" } });
  await clientOf(proxy.apiUrl, { reporter }).server.version();
  const [first, second] = proxy.seen("GET", /\/admin\/version/);
  expect((second?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(990);
  expect(infos).toEqual([
    expect.stringMatching(/^The server answered 429 \(GET \/admin\/version\)\. Trying again in 1\.\d s\.$/),
  ]);
});

test("a Retry-After beyond the longest delay is not waited for", async () => {
  proxy.spoil("GET", /\/admin\/version/, { answer: 429, headers: { "retry-after": "3600" } });
  await expect(prefect.server.version()).rejects.toThrow(/429/);
  expect(proxy.seen("GET", /\/admin\/version/)).toHaveLength(1);
});

test("retries end, with the server's word in the error", async () => {
  const few = clientOf(proxy.apiUrl, { retry: { attempts: 3 } });
  proxy.spoil("GET", /\/admin\/version/, unavailable, 10);
  await expect(few.server.version()).rejects.toThrow(/503.*database is locked/);
  expect(proxy.seen("GET", /\/admin\/version/)).toHaveLength(3);
});

test("a server that went away holds up one request, not each of many; once back, it is waited for again", async () => {
  const patient = clientOf(proxy.apiUrl, { retry: { attempts: 4 } });
  await patient.server.version();
  const asked = () => proxy.seen("GET", /\/variables\//).length;
  proxy.spoil("GET", /\/variables\//, "drop-request", 6);
  await expect(patient.variables.find("first")).rejects.toThrow(/broke/);
  expect(asked()).toBe(4);
  await expect(patient.variables.find("second")).rejects.toThrow(/broke/);
  expect(asked()).toBe(6);
  await patient.variables.find("third");
  proxy.spoil("GET", /\/variables\//, "drop-request", 3);
  expect(await patient.variables.find("fourth")).toBeUndefined();
  expect(asked()).toBe(11);
});

test("a server that takes too long is told with the time it had", async () => {
  const impatient = clientOf(proxy.apiUrl, { timeout: 200, retry: { attempts: 2 } });
  proxy.spoil("GET", /\/admin\/version/, { late: 2000 }, 2);
  await expect(impatient.server.version()).rejects.toThrow(/no answer to GET \/admin\/version within 0\.2 s/);
});

test("no more requests are under way at once than allowed", async () => {
  const narrow = clientOf(proxy.apiUrl, { concurrency: 2 });
  proxy.spoil("GET", /\/admin\/version/, { late: 300 }, 4);
  await Promise.all([1, 2, 3, 4].map(() => narrow.server.version()));
  const [first, second, third] = proxy.seen("GET", /\/admin\/version/);
  expect((second?.time ?? 0) - (first?.time ?? 0)).toBeLessThan(200);
  expect((third?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(290);
});
