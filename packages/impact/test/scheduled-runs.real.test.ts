import { setTimeout } from "node:timers/promises";
import { type DeploymentSchedule, nextRuns, type ScheduleSpec } from "#impact";
import { connectionFromInputs, PrefectClient, type ScheduleRule } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";

const prefect = new PrefectClient(connectionFromInputs({ apiUrl: sharedPrefectServer().apiUrl }));

interface Sample {
  paused?: boolean;
  schedules: { schedule: ScheduleSpec & ScheduleRule; active: boolean; slug: string | null }[];
}

const one = (schedule: ScheduleSpec & ScheduleRule, active = true) => ({ schedule, active, slug: null });
const hourly = one({ cron: "17 * * * *", timezone: "Europe/Berlin" });

async function make({ paused = false, schedules }: Sample): Promise<string> {
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const { id } = await prefect.deployments.create({
    name: uniqueName("deployment"),
    flow_id: flow.id,
    entrypoint: "flows.py:flow",
    paused,
    schedules: schedules.map(({ schedule, active }) => ({ schedule, active })),
  });
  return id;
}

/** When the scheduler lets a deployment run, in order of time. */
async function scheduledTimes(id: string): Promise<number[]> {
  const runs = await prefect.flowRuns.scheduled([id]);
  return runs.map((run) => Date.parse(run.expected_start_time ?? "")).sort((a, b) => a - b);
}

async function whenScheduled(id: string): Promise<number[]> {
  for (const end = Date.now() + 60_000; Date.now() < end; await setTimeout(300)) {
    const times = await scheduledTimes(id);
    if (times.length >= 3) return times;
  }
  throw new Error("The scheduler made no runs within a minute.");
}

const foretold = (
  { paused = false, schedules }: { paused?: boolean; schedules: readonly DeploymentSchedule[] },
  now: Date,
) => nextRuns({ paused, schedules }, now).runs.map(({ at }) => Date.parse(at));

test.each<[string, Sample]>([
  ["a cron expression", { schedules: [hourly] }],
  [
    "an interval",
    {
      schedules: [one({ interval: 5400, anchor_date: "2026-01-01T00:00:00Z", timezone: "America/New_York" })],
    },
  ],
  [
    "a recurrence rule",
    { schedules: [one({ rrule: "FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30", timezone: "Asia/Kolkata" })] },
  ],
  [
    "several schedules",
    { schedules: [hourly, one({ cron: "0 * * * *" }), one({ cron: "*/5 * * * *" }, false)] },
  ],
])(
  "the next runs of %s are those that the scheduler makes",
  async (_, sample) => {
    const before = new Date();
    const id = await make(sample);
    const made = await whenScheduled(id);
    // A moment between may have been the first one's.
    const ours = foretold(sample, before).filter((time) => time >= (made[0] as number));
    expect(ours.length).toBeGreaterThanOrEqual(4);
    expect(made.slice(0, 3)).toEqual(ours.slice(0, 3));
    // The server stores schedules in its own form.
    const stored = await prefect.deployments.read(id);
    expect(foretold({ schedules: stored?.schedules ?? [] }, before)).toEqual(foretold(sample, before));
  },
  120_000,
);

test("the scheduler makes no run of a deployment that is paused, or over one of whose schedules it fails", async () => {
  const samples: Sample[] = [
    { paused: true, schedules: [hourly] },
    { schedules: [hourly, one({ cron: "0 0 30 2 *" })] },
    { schedules: [hourly, one({ rrule: "FREQ=DAILY;UNTIL=20990101T000000Z" })] },
  ];
  const ids = await Promise.all(samples.map(make));
  for (const sample of samples) expect(foretold(sample, new Date())).toEqual([]);
  // Made last, so that the scheduler has come by the others when this one has its runs; twice, to be sure.
  for (let round = 0; round < 2; round++) await whenScheduled(await make({ schedules: [hourly] }));
  expect(await Promise.all(ids.map(scheduledTimes))).toEqual([[], [], []]);
});
