import { type Fault, silentReporter } from "#diagnostics";
import { executePlan, setScheduleStates } from "../src/index.ts";
import { cron, interval, rrule } from "./desired.ts";
import { RealServer } from "./real-server.ts";

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

/** Time enough for two slow rounds of the scheduler. */
const SLOW = 300_000;

/** It looks at once at deployments that were written themselves: after each of their schedules. */
async function expectWokenScheduler(one: { flowName: string; name: string }): Promise<void> {
  const { updated, schedules } = await server.read(one);
  for (const schedule of schedules) expect(Date.parse(updated)).toBeGreaterThan(Date.parse(schedule.updated));
}

async function schedulesOf(one: { flowName: string; name: string }) {
  const { schedules } = await server.read(one);
  return new Map(
    schedules.map(({ id, schedule, active, slug, parameters }) => [
      "cron" in schedule
        ? schedule.cron
        : "interval" in schedule
          ? String(schedule.interval)
          : schedule.rrule,
      { id, active, slug, parameters },
    ]),
  );
}

test.each([
  ["without slugs", null],
  ["with slugs", "night"],
])(
  "schedules %s are edited in place and get their runs back",
  async (_, slug) => {
    const before = server.desired({
      schedules: [
        cron("0 1 * * *", { slug, parameters: { a: 1 } }),
        interval(3600, { slug: slug && "hourly" }),
      ],
    });
    await server.apply([before]);
    const old = await schedulesOf(before);
    const { id } = await server.read(before);
    const runs = await server.untilRunsExist(id);

    const after = {
      ...before,
      schedules: [
        cron("0 2 * * *", { slug, parameters: { a: 1 } }),
        interval(3600, { slug: slug && "hourly" }),
      ],
    };
    const { plan, writes } = await server.apply([after]);
    expect(plan.deployments[0]?.schedules.map(({ action }) => action)).toEqual(["update", "unchanged"]);
    expect(plan.deployments[0]?.droppedRuns).toBe(runs);
    expect(writes).toEqual(["PATCH /deployments/*/schedules/*", "PATCH /deployments/*"]);
    const now = await schedulesOf(before);
    expect(now.get("0 2 * * *")).toEqual(old.get("0 1 * * *"));
    expect(now.get("3600")).toEqual(old.get("3600"));
    expect(await server.actions([after])).toEqual(["unchanged"]);
    await expectWokenScheduler(before);
    expect(await server.untilRunsExist(id)).toBeGreaterThan(0);
  },
  SLOW,
);

test("schedules are added and really removed, with and without slugs", async () => {
  const before = server.desired({ schedules: [cron("0 1 * * *", { slug: "a" }), cron("0 2 * * *")] });
  await server.apply([before]);
  const { id } = await server.read(before);
  await server.untilRunsExist(id);

  const added = { ...before, schedules: [...before.schedules, rrule("FREQ=WEEKLY", { slug: "w" })] };
  const first = await server.apply([added]);
  expect(first.writes).toEqual(["POST /deployments/*/schedules"]);
  expect(first.plan.deployments[0]?.droppedRuns).toBe(0);
  expect(first.result.newSchedules).toHaveLength(1);

  const removed = { ...before, schedules: [] };
  const second = await server.apply([removed]);
  expect(second.writes).toEqual(Array(3).fill("DELETE /deployments/*/schedules/*"));
  expect((await server.read(before)).schedules).toEqual([]);
});

test("a slug is renamed in place where the file says what it replaces", async () => {
  const before = server.desired({ schedules: [cron("0 1 * * *", { slug: "old" })] });
  await server.apply([before]);
  const old = await schedulesOf(before);
  const after = { ...before, schedules: [cron("0 4 * * *", { slug: "new", replaces: "old" })] };
  await server.apply([after]);
  expect((await schedulesOf(before)).get("0 4 * * *")).toMatchObject({
    id: old.get("0 1 * * *")?.id,
    slug: "new",
  });
  expect(await server.actions([after])).toEqual(["unchanged"]);
});

test("keep leaves the states of existing schedules alone and declares new ones", async () => {
  const before = server.desired({ schedules: [cron("0 1 * * *"), cron("0 2 * * *")] });
  await server.apply([before]);
  const one = (await schedulesOf(before)).get("0 1 * * *");
  await setScheduleStates(server.client, [`${before.key}#${one?.id}`], "paused");

  const keep = { schedules: "keep" } as const;
  expect(await server.actions([before], keep)).toEqual(["unchanged"]);
  const after = {
    ...before,
    schedules: [cron("30 1 * * *"), cron("0 2 * * *", { active: false }), cron("0 3 * * *")],
  };
  await server.apply([after], keep);
  const now = await schedulesOf(before);
  expect(now.get("30 1 * * *")).toMatchObject({ id: one?.id, active: false });
  expect(now.get("0 2 * * *")?.active).toBe(true);
  expect(now.get("0 3 * * *")?.active).toBe(true);
  expect(await server.actions([before])).toEqual(["update"]);
  await expectWokenScheduler(before);
});

test("an interval keeps its phase when its length changes", async () => {
  const before = server.desired({ schedules: [interval(3600)] });
  await server.apply([before]);
  const anchorOf = async () => {
    const schedule = (await server.read(before)).schedules[0]?.schedule;
    return schedule && "anchor_date" in schedule ? schedule.anchor_date : undefined;
  };
  const anchor = await anchorOf();
  expect(anchor).toBeDefined();
  await server.apply([{ ...before, schedules: [interval(7200)] }]);
  expect(await anchorOf()).toBe(anchor);
});

describe("setScheduleStates", () => {
  test("turns on what is off, says what was on, and brings the runs at once", async () => {
    const one = server.desired({
      schedules: [cron("0 1 * * *", { active: false, parameters: { a: 1 } }), cron("0 2 * * *")],
    });
    await server.apply([one]);
    const schedules = await schedulesOf(one);
    const [off, on] = ["0 1 * * *", "0 2 * * *"].map((cron) => `${one.key}#${schedules.get(cron)?.id}`);
    server.takeWrites();
    expect(await setScheduleStates(server.client, [one.key], "active")).toEqual({
      changed: [off],
      unchanged: [on],
      missing: [],
      failed: [],
    });
    expect(server.takeWrites()).toEqual(["PATCH /deployments/*/schedules/*", "PATCH /deployments/*"]);
    expect((await schedulesOf(one)).get("0 1 * * *")).toMatchObject({ active: true, parameters: { a: 1 } });
    await expectWokenScheduler(one);

    const again = await setScheduleStates(server.client, [one.name], "active");
    expect(again).toMatchObject({ changed: [], missing: [] });
    expect(new Set(again.unchanged)).toEqual(new Set([off, on]));
    expect(server.takeWrites()).toEqual([]);
  });

  test("changes the schedules that an apply has made, and tells what is missing", async () => {
    const one = server.desired({ schedules: [cron("0 1 * * *", { active: false })] });
    const { result } = await server.apply([one]);
    const gone = [`${server.name}/none`, `${one.key}#00000000-0000-0000-0000-000000000000`, "no-such-name"];
    const states = await setScheduleStates(server.client, [...result.newSchedules, ...gone], "active");
    expect(states).toMatchObject({ changed: result.newSchedules, missing: gone });
  });

  test("a paused schedule needs no second write", async () => {
    const one = server.desired({ schedules: [cron("0 1 * * *")], fields: { tags: [server.name] } });
    await server.apply([one]);
    server.takeWrites();
    const states = await setScheduleStates(server.client, [`tag:${server.name}`], "paused");
    expect(states.changed).toHaveLength(1);
    expect(server.takeWrites()).toEqual(["PATCH /deployments/*/schedules/*"]);
  });
});

test("a schedule of a paused deployment is turned on with a warning, and wakes nothing", async () => {
  const one = server.desired({ schedules: [cron("0 1 * * *", { active: false })], fields: { paused: true } });
  await server.apply([one]);
  const warnings: string[] = [];
  const reporter = { ...silentReporter, warning: ({ message }: Fault) => void warnings.push(message) };
  server.takeWrites();
  const states = await setScheduleStates(server.client, [one.key], "active", reporter);
  expect(states.changed).toHaveLength(1);
  expect(warnings).toEqual([
    `The deployment "${one.key}" is paused as a whole: its schedules start no runs.`,
  ]);
  expect(server.takeWrites()).toEqual(["PATCH /deployments/*/schedules/*"]);
});

test("a schedule edited on the server since the plan is not overwritten", async () => {
  const one = server.desired({ schedules: [cron("0 1 * * *")] });
  await server.apply([one]);
  const plan = await server.plan([{ ...one, schedules: [cron("0 2 * * *")] }]);
  await setScheduleStates(server.client, [one.key], "paused");
  server.takeWrites();
  const result = await executePlan(plan, server.client);
  expect(result.ok).toBe(false);
  expect(result.failed).toMatchObject([
    { key: one.key, fault: { message: expect.stringContaining("changed by somebody else") } },
  ]);
  expect(server.takeWrites()).toEqual([]);
});
