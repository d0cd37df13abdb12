import { automation, cron, interval, rrule } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

test("creates with one request a deployment, and applies again without any", async () => {
  const everything = server.desired({
    fields: {
      description: "All there is",
      tags: ["b", "a"],
      parameters: { day: null, limit: 1.5, nested: { list: [1, null, "x"] } },
      parameter_openapi_schema: {
        title: "Parameters",
        type: "object",
        properties: { day: { title: "day", position: 0, default: null } },
        definitions: { Thing: { type: "object" } },
      },
      enforce_parameter_schema: false,
      pull_steps: [{ "prefect.deployments.steps.git_clone": { repository: "https://x", branch: "main" } }],
      work_queue_name: "urgent",
      job_variables: { env: { REGION: "eu" } },
      concurrency_limit: 2,
      concurrency_options: { collision_strategy: "ENQUEUE" },
    },
    schedules: [
      cron("0 5 * * *", { parameters: { day: null } }),
      cron("0 6 * * *", { slug: "six", active: false }),
      interval(3600),
      rrule("FREQ=DAILY"),
      rrule("FREQ=MINUTELY;INTERVAL=7"),
    ],
    automations: [
      automation("on order", { parameters: { id: "{{ event.id }}" } }),
      automation("on silence", {
        trigger: { type: "event", posture: "Proactive", expect: ["a", "b"], threshold: 1, within: 0 },
      }),
      automation("both", {
        trigger: {
          type: "compound",
          require: "all",
          within: 60,
          triggers: [
            { type: "event", posture: "Reactive", expect: ["a"] },
            { type: "event", posture: "Reactive", expect: ["b"] },
          ],
        },
      }),
    ],
  });
  const first = await server.apply([everything]);
  expect(first.plan.deployments[0]?.notes.join()).toContain('work queue "urgent" is new');
  expect(first.result).toMatchObject({ ok: true, created: [{ key: everything.key }], failed: [] });
  expect(first.result.newSchedules).toHaveLength(5);
  expect(first.writes).toEqual([
    "POST /flows/",
    "POST /deployments/",
    "POST /automations/",
    "POST /automations/",
    "POST /automations/",
  ]);

  const { id } = await server.read(everything);
  const runs = await server.untilRunsExist(id);
  const second = await server.apply([everything]);
  expect(second.plan.deployments[0]?.action).toBe("unchanged");
  expect(second.result).toMatchObject({ ok: true, unchanged: [everything.key], newSchedules: [] });
  expect(second.writes).toEqual([]);
  expect(await server.scheduledRuns(id)).toBe(runs);
});

test("one changed field is one PATCH, and the plan knows how many runs it drops", async () => {
  const before = server.desired({ schedules: [cron("0 * * * *")] });
  await server.apply([before]);
  const { id } = await server.read(before);
  const runs = await server.untilRunsExist(id);

  const after = { ...before, fields: { ...before.fields, tags: ["new"] } };
  const { plan, writes } = await server.apply([after]);
  expect(plan.deployments[0]).toMatchObject({
    action: "update",
    changes: [{ field: "tags", before: [], after: ["new"] }],
    droppedRuns: runs,
  });
  expect(writes).toEqual(["PATCH /deployments/*"]);
  expect((await server.read(before)).tags).toEqual(["new"]);
  expect(await server.untilRunsExist(id)).toBe(runs);
});

test("a version derived from the commit is written only with something else", async () => {
  const first = { ...server.desired({ fields: { version: "11111111" } }), versionIsDerived: true };
  await server.apply([first]);
  const later = { ...first, fields: { ...first.fields, version: "22222222" } };
  expect(await server.actions([later])).toEqual(["unchanged"]);

  const changed = { ...later, fields: { ...later.fields, description: "now" } };
  await server.apply([changed]);
  expect(await server.read(first)).toMatchObject({ version: "22222222", description: "now" });

  const declared = { ...changed, versionIsDerived: false, fields: { ...changed.fields, version: "3" } };
  expect(await server.actions([declared])).toEqual(["update"]);
});

describe("every field can be set and cleared", () => {
  const values = {
    description: "text",
    version: "2",
    tags: ["a"],
    parameters: { x: 1 },
    parameter_openapi_schema: { title: "Parameters", type: "object", properties: { x: { title: "x" } } },
    enforce_parameter_schema: false,
    entrypoint: "other.py:flow",
    path: "/opt",
    pull_steps: [{ "my.step": { a: 1 } }],
    work_queue_name: "side",
    job_variables: { image: "a" },
    concurrency_limit: 3,
    concurrency_options: { collision_strategy: "CANCEL_NEW" },
    paused: true,
  };
  test.each(Object.entries(values))("%s", async (field, value) => {
    const empty = server.desired({ fields: { parameters: {} } });
    const full = { ...empty, fields: { ...empty.fields, [field]: value } };
    await server.apply([empty]);
    for (const state of [full, empty]) {
      const options = { paused: "as-declared" } as const;
      const { plan, result, writes } = await server.apply([state], options);
      expect(result.failed).toEqual([]);
      expect(plan.deployments[0]?.changes.map((change) => change.field)).toEqual([field]);
      expect(writes).toEqual(["PATCH /deployments/*"]);
      expect(await server.actions([state], options)).toEqual(["unchanged"]);
    }
  });
});

test("a work pool changes together with its queue", async () => {
  const other = `${server.name}-other`;
  await server.client.workPools.create({ name: other, type: "process" });
  const one = server.desired({ fields: { work_queue_name: "q" } });
  await server.apply([one]);
  const moved = { ...one, fields: { ...one.fields, work_pool_name: other } };
  await server.apply([moved]);
  expect(await server.read(one)).toMatchObject({ work_pool_name: other, work_queue_name: "q" });
  expect(await server.actions([moved])).toEqual(["unchanged"]);
  const back = { ...one, fields: { ...one.fields, work_queue_name: null } };
  await server.apply([back]);
  expect(await server.read(one)).toMatchObject({ work_pool_name: server.name, work_queue_name: "default" });
});

test("a deployment paused on the server stays paused until it is told otherwise", async () => {
  const one = server.desired();
  await server.apply([one]);
  const { id } = await server.read(one);
  await server.client.deployments.pause(id);
  const plan = await server.plan([one]);
  expect(plan.deployments[0]).toMatchObject({
    action: "unchanged",
    notes: ["paused on the server; stays paused"],
  });
  await server.apply([{ ...one, fields: { ...one.fields, tags: ["x"] } }]);
  expect(await server.read(one)).toMatchObject({ tags: ["x"], paused: true });
  await server.apply([one], { paused: "as-declared" });
  expect((await server.read(one)).paused).toBe(false);
});

test("what the server would refuse is told before anything is written", async () => {
  const agents = `${server.name}-agents`;
  await server.client.workPools.create({ name: agents, type: "prefect-agent" });
  const good = server.desired();
  const bad = server.desired({ fields: { work_pool_name: "no-such-pool" } });
  const twice = server.desired({ fields: { work_pool_name: "no-such-pool" } });
  const old = server.desired({ fields: { work_pool_name: agents } });
  const metric = server.desired({
    automations: [
      automation("lateness", {
        trigger: { type: "compound", require: "any", within: null, triggers: [{ type: "metric" }] },
      }),
    ],
  });
  server.takeWrites();
  await expect(server.plan([good, bad, twice, old, metric])).rejects.toMatchObject({
    faults: [
      {
        code: "work-pool-missing",
        message: expect.stringContaining('"no-such-pool"'),
        location: { line: 3 },
        deployments: [bad.key, twice.key],
      },
      { message: expect.stringContaining("prefect-agent"), location: { line: 3 } },
      { message: expect.stringContaining('"lateness"'), location: { line: 3 } },
    ],
  });
  expect(server.takeWrites()).toEqual([]);
});
