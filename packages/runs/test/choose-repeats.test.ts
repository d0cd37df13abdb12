import type { Deployment, FlowRun } from "#prefect-api";
import { chooseRepeats } from "../src/choose-repeats.ts";
import { flowRun } from "./sample.ts";

const job = { repository: "acme/platform", run: "7", commit: "" };
const night = { id: "s-night", active: true };
const off = { id: "s-off", active: false };
const deployment = {
  ...{ id: "d", key: "orders/daily", paused: false, work_pool_name: "p", schedules: [night, off] },
} as unknown as Deployment;

/** A run of the schedule, some hours after midnight. */
function scheduled(hour: number, fields: Partial<FlowRun>): FlowRun {
  const expected_start_time = new Date(hour * 3_600_000).toISOString();
  return flowRun({
    ...{ id: `${hour}`, name: `run-${hour}`, deployment_id: "d", auto_scheduled: true, tags: [] },
    ...{ parameters: { table: "a" }, job_variables: {}, work_queue_id: "q", expected_start_time },
    ...{ idempotency_key: `scheduled d s-night ${hour}`, state_type: "FAILED", state_name: "Failed" },
    ...fields,
  });
}

function chosen(runs: FlowRun[], of: Deployment = deployment) {
  const { repeat, left } = chooseRepeats(runs, [of], job);
  return { repeat: repeat.map(({ run }) => run.id), left: left.map(({ run, why }) => `${run.id}: ${why}`) };
}

test("what failed or crashed is repeated, the oldest first, each with its own values", () => {
  const runs = [
    scheduled(3, { state_type: "CRASHED", parameters: { table: "b" } }),
    scheduled(1, {}),
    scheduled(2, { job_variables: { image: "x" } }),
    scheduled(4, { state_type: "COMPLETED", parameters: { table: "c" } }),
    scheduled(5, { auto_scheduled: false }),
  ];
  expect(chosen(runs)).toEqual({ repeat: ["1", "2", "3"], left: [] });
});

test.each([
  ["COMPLETED", "Completed", true],
  ["RUNNING", "Running", true],
  ["SCHEDULED", "Scheduled", false],
  ["FAILED", "Failed", false],
] as const)("a later run with the same parameters that is %s", (state_type, state_name, counts) => {
  const later = scheduled(5, { state_type, state_name, auto_scheduled: state_type !== "RUNNING" });
  const { repeat, left } = chosen([scheduled(1, {}), later]);
  if (counts) {
    expect([repeat, left]).toEqual([[], [`1: a later run with the same parameters is ${state_name}: run-5`]]);
  } else if (state_type === "FAILED") {
    expect([repeat, left]).toEqual([["5"], ["1: a later one with the same values is repeated"]]);
  } else expect([repeat, left]).toEqual([["1"], []]);
});

test("an earlier one, one of other parameters and the job's own don't count", () => {
  const done = { state_type: "COMPLETED", state_name: "Completed" } as const;
  const runs = [
    scheduled(1, done),
    scheduled(2, {}),
    scheduled(3, { ...done, parameters: { table: "b" } }),
    scheduled(4, { ...done, auto_scheduled: false, tags: ["ci-run:acme/platform/7"] }),
  ];
  expect(chosen(runs)).toEqual({ repeat: ["2"], left: [] });
});

test("what is paused stays so, and what is late can still start unless its queue is gone", () => {
  expect(chosen([scheduled(1, {})], { ...deployment, paused: true }).left).toEqual([
    "1: its deployment is paused",
  ]);
  expect(chosen([scheduled(1, { idempotency_key: "scheduled d s-off 1" })]).left).toEqual([
    "1: its schedule is paused",
  ]);
  const late = { state_type: "SCHEDULED", state_name: "Late" } as const;
  expect(chosen([scheduled(1, late)]).left).toEqual(["1: it is late and can still start"]);
  expect(chosen([scheduled(1, { ...late, work_queue_id: null })]).repeat).toEqual(["1"]);
});
