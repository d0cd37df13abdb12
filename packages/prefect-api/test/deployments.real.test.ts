import { setTimeout as sleep } from "node:timers/promises";
import { sharedPrefectServer, uniqueName } from "#services";
import { clientOf, sampleAutomation, sampleDeployment } from "./sample.ts";
import { spoiledServer } from "./spoiled-server.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);

async function until(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It did not come true within ${seconds} s.`);
    await sleep(200);
  }
}
const futureRuns = async (id: string) => (await prefect.flowRuns.countFutureScheduled([id])).get(id) ?? 0;

test("a deployment is read with its flow's name and every field that the types promise", async () => {
  const made = await sampleDeployment(prefect);
  const found = await prefect.deployments.find({ flowName: made.flow_name, name: made.name });
  expect(found).toEqual(made);
  expect(await prefect.deployments.read(made.id)).toEqual(made);
  expect(made.key).toBe(`${made.flow_name}/${made.name}`);
  const fields = [
    "tags",
    "parameters",
    "job_variables",
    "pull_steps",
    "paused",
    "enforce_parameter_schema",
    "labels",
  ];
  expect(fields.filter((field) => !(field in made))).toEqual([]);
  expect(made.schedules[0]).toMatchObject({
    active: true,
    parameters: {},
    slug: null,
    max_scheduled_runs: null,
  });
});

test("of named deployments only those are found that exist, and no namesake of another flow", async () => {
  const [one, other] = [await sampleDeployment(prefect), await sampleDeployment(prefect)];
  await prefect.deployments.create({ name: one.name, flow_id: other.flow_id });
  const found = await prefect.deployments.findByNames([
    { flowName: one.flow_name, name: one.name },
    { flowName: other.flow_name, name: other.name },
    { flowName: one.flow_name, name: other.name },
    { flowName: uniqueName("no-flow"), name: one.name },
  ]);
  expect(found.map(({ key }) => key).sort()).toEqual([one.key, other.key].sort());
  expect(await prefect.deployments.find({ flowName: one.flow_name, name: "none" })).toBeUndefined();
});

test("reading costs two requests at once for hundreds of names", async () => {
  const proxy = await spoiledServer(apiUrl);
  try {
    const made = await sampleDeployment(prefect);
    const names = Array.from({ length: 150 }, (_, index) => ({
      flowName: made.flow_name,
      name: `none-${index}`,
    }));
    const reader = clientOf(proxy.apiUrl);
    await reader.flows.find("warm-up");
    proxy.requests.length = 0;
    await reader.deployments.findByNames([{ flowName: made.flow_name, name: made.name }, ...names]);
    const posts = () => proxy.requests.filter(({ method }) => method === "POST").map(({ path }) => path);
    // One more page is asked for, since some of the names were not found on the first.
    expect(posts()).toEqual(["/api/flows/filter", "/api/deployments/filter", "/api/deployments/filter"]);
    proxy.requests.length = 0;
    await reader.deployments.findByNames([{ flowName: made.flow_name, name: made.name }]);
    expect(posts()).toEqual(["/api/flows/filter", "/api/deployments/filter"]);
    proxy.requests.length = 0;
    await reader.deployments.findByNames([{ flowName: uniqueName("none"), name: "none" }]);
    expect(posts()).toEqual(["/api/flows/filter", "/api/deployments/filter"]);
  } finally {
    await proxy.stop();
  }
});

test("an update changes what it names and clears by null, [] and {}", async () => {
  const { id } = await sampleDeployment(prefect);
  await prefect.deployments.update(id, { description: "d", version: "1", tags: ["t"], parameters: { n: 1 } });
  expect(await prefect.deployments.read(id)).toMatchObject({ description: "d", version: "1", tags: ["t"] });
  await prefect.deployments.update(id, { description: null, version: null, tags: [], parameters: {} });
  const cleared = await prefect.deployments.read(id);
  expect(cleared).toMatchObject({ description: null, version: null, tags: [], parameters: {} });
  expect(cleared?.entrypoint).toBe("flows.py:flow");
  expect(cleared?.schedules).toHaveLength(1);
});

test("a work queue is only sent together with its pool, since the server ignores it alone", async () => {
  const { id } = await sampleDeployment(prefect);
  expect(() => prefect.deployments.update(id, { work_queue_name: "q" })).toThrow(/without work_pool_name/);
  const pool = await prefect.workPools.create({ name: uniqueName("pool"), type: "process" });
  await prefect.deployments.update(id, { work_queue_name: "q", work_pool_name: pool.name });
  expect(await prefect.deployments.read(id)).toMatchObject({
    work_queue_name: "q",
    work_pool_name: pool.name,
  });
});

test("what is gone is said by update and read, and no error for delete", async () => {
  const { id } = await sampleDeployment(prefect);
  await prefect.deployments.delete(id);
  await prefect.deployments.delete(id);
  expect(await prefect.deployments.update(id, { tags: [] })).toBe(false);
  expect(await prefect.deployments.read(id)).toBeUndefined();
});

test("a schedule is changed in place: id and slug survive, parameters are as sent", async () => {
  const { id, schedules } = await sampleDeployment(prefect);
  const [added] = await prefect.schedules.create(id, [
    { schedule: { interval: 7200, timezone: "Europe/Paris" }, slug: "two-hourly", parameters: { n: 1 } },
  ]);
  const parameters = added?.parameters ?? {};
  await prefect.schedules.update(id, added?.id ?? "", { active: false, parameters });
  const stored = await prefect.schedules.list(id);
  expect(stored.find((schedule) => schedule.id === added?.id)).toMatchObject({
    active: false,
    slug: "two-hourly",
    parameters: { n: 1 },
    schedule: { interval: 7200, timezone: "Europe/Paris" },
  });
  await prefect.schedules.delete(id, added?.id ?? "");
  await prefect.schedules.delete(id, added?.id ?? "");
  expect((await prefect.schedules.list(id)).map((one) => one.id)).toEqual(schedules.map((one) => one.id));
  const gone = await prefect.schedules.update(id, added?.id ?? "", { parameters: {} });
  expect(gone).toBe(false);
});

test("a changed schedule drops the scheduled runs; bringRunsBack has them made again within seconds", async () => {
  const { id, schedules } = await sampleDeployment(prefect);
  await until(async () => (await futureRuns(id)) > 0, 30);
  await prefect.schedules.update(id, schedules[0]?.id ?? "", { parameters: { n: 1 } });
  expect(await futureRuns(id)).toBe(0);
  await prefect.deployments.bringRunsBack(id);
  await until(async () => (await futureRuns(id)) > 0, 20);
  const [run] = await prefect.flowRuns.scheduled([id]);
  expect(run).toMatchObject({ deployment_id: id, auto_scheduled: true, parameters: { n: 1 } });
});

test("a paused deployment has no scheduled runs, a resumed one gets them back", async () => {
  const { id } = await sampleDeployment(prefect);
  await until(async () => (await futureRuns(id)) > 0, 30);
  await prefect.deployments.pause(id);
  expect(await prefect.deployments.read(id)).toMatchObject({ paused: true });
  expect(await futureRuns(id)).toBe(0);
  await prefect.deployments.resume(id);
  expect(await prefect.deployments.read(id)).toMatchObject({ paused: false });
});

test("deleting what a deployment owns leaves a user's automation alone", async () => {
  const { id } = await sampleDeployment(prefect);
  const owned = await prefect.automations.createOwned(id, sampleAutomation(id, uniqueName("owned")));
  const response = await fetch(`${apiUrl}/automations/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sampleAutomation(id, uniqueName("user-made"))),
  });
  const users = (await response.json()) as { id: string };
  const related = async () => (await prefect.automations.relatedToDeployment(id)).map((one) => one.id).sort();
  expect(await related()).toEqual([owned.id, users.id].sort());
  await prefect.automations.update(owned.id, { ...sampleAutomation(id, owned.name), enabled: false });
  expect(await prefect.automations.read(owned.id)).toMatchObject({ id: owned.id, enabled: false });
  await prefect.automations.deleteOwnedBy(id);
  expect(await related()).toEqual([users.id]);
  expect(await prefect.automations.read(owned.id)).toBeUndefined();
  await prefect.automations.delete(users.id);
});
