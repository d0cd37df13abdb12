import type { Worker, WorkPool, WorkQueue } from "#prefect-api";
import { paceOf } from "../src/baseline.ts";
import { chooseRun } from "../src/choose-run.ts";
import { durationText } from "../src/duration-text.ts";
import { judge } from "../src/judge.ts";
import { counterOf, jobTag, runDigest, runKey } from "../src/run-key.ts";
import { whyWaiting } from "../src/why-waiting.ts";
import { flowRun } from "./sample.ts";

const job = { repository: "acme/platform", run: "77", commit: "c".repeat(40) };
const values = { deploymentId: "d", parameters: { limit: 10, table: "a" }, jobVariables: {} };

test("a key is the same for the same values in the same job, and for nothing else", () => {
  const digest = runDigest(job, values);
  expect(runDigest({ ...job }, { ...values, parameters: { table: "a", limit: 10 } })).toBe(digest);
  const others = [
    runDigest({ ...job, repository: "acme/other" }, values),
    runDigest({ ...job, run: "78" }, values),
    runDigest({ ...job, commit: "d".repeat(40) }, values),
    runDigest(job, { ...values, deploymentId: "e" }),
    runDigest(job, { ...values, parameters: { limit: 11, table: "a" } }),
    runDigest(job, { ...values, jobVariables: { limit: 10 } }),
  ];
  expect(new Set([digest, ...others]).size).toBe(7);
  expect(counterOf(runKey(digest, 12), digest)).toBe(12);
  for (const key of [null, undefined, "scheduled x", runKey(others[0] ?? "", 1), `${runKey(digest, 1)}x`]) {
    expect(counterOf(key, digest)).toBeUndefined();
  }
});

test("the tag names the CI's run, wherever the repository lies", () => {
  expect(jobTag(job)).toBe("ci-run:acme/platform/77");
  expect(jobTag({ ...job, repository: "https://github.example/acme/platform" })).toBe(
    "ci-run:acme/platform/77",
  );
});

test("a job that is run again watches its last run, unless that went wrong", () => {
  const digest = runDigest(job, values);
  const run = (counter: number, state_type: "COMPLETED" | "RUNNING" | "FAILED" | "CANCELLED" | "CRASHED") =>
    flowRun({ id: `${counter}`, idempotency_key: runKey(digest, counter), state_type });
  expect(chooseRun([], digest)).toEqual({ start: 1 });
  expect(chooseRun([flowRun({ idempotency_key: runKey("0".repeat(32), 4) })], digest)).toEqual({ start: 1 });
  expect(chooseRun([run(1, "RUNNING")], digest)).toMatchObject({ take: { id: "1" } });
  expect(chooseRun([run(2, "COMPLETED"), run(1, "FAILED")], digest)).toMatchObject({ take: { id: "2" } });
  for (const wrong of ["FAILED", "CRASHED", "CANCELLED"] as const) {
    expect(chooseRun([run(1, "COMPLETED"), run(10, wrong), run(9, "RUNNING")], digest)).toEqual({
      start: 11,
    });
  }
});

const limits = { timeout: 60, startTimeout: 20 };
const started = "2026-01-01T00:00:00Z";

test.each([
  ["COMPLETED", null, { verdict: "passed", reason: null }],
  ["FAILED", "ValueError: no rows", { verdict: "failed", reason: "ValueError: no rows" }],
  ["CRASHED", "killed", { verdict: "failed", reason: "It crashed: killed" }],
  ["CANCELLED", null, { verdict: "failed", reason: "It was cancelled." }],
] as const)("a run that is %s", (state_type, message, outcome) => {
  const run = flowRun({ state_type, state: { message } as never });
  expect(judge(run, limits, 0, 1e9)).toMatchObject({ kind: "ended", outcome });
});

test("a run that goes on is waited for, each for its time", () => {
  const running = flowRun({ state_type: "RUNNING", state_name: "Running", start_time: started });
  expect(judge(running, limits, 0, 60_000)).toEqual({ kind: "wait" });
  expect(judge(running, limits, 0, 60_001)).toMatchObject({
    kind: "overdue",
    outcome: { verdict: "failed", reason: "It did not end within 1m (Running)." },
  });
  expect(judge(flowRun({}), limits, 0, 20_000)).toEqual({ kind: "wait" });
  expect(judge(flowRun({}), limits, 0, 20_001)).toEqual({ kind: "stuck" });
  const retrying = flowRun({ state_name: "AwaitingRetry", start_time: started });
  expect(judge(retrying, limits, 0, 20_001)).toEqual({ kind: "wait" });
});

test("a pause is waited for from when it began", () => {
  const timestamp = new Date(30_000).toISOString();
  const paused = flowRun({ state_type: "PAUSED", start_time: started, state: { timestamp } as never });
  expect(judge(paused, limits, 0, 50_000)).toEqual({ kind: "wait" });
  expect(judge(paused, limits, 0, 50_001)).toEqual({ kind: "stuck" });
});

const pool = { name: "p", type: "process", is_paused: false, concurrency_limit: null } as WorkPool;
const queue = { name: "q", is_paused: false, concurrency_limit: null } as WorkQueue;
const online = { status: "ONLINE" } as Worker;
const deployment = { work_pool_name: "p", global_concurrency_limit: null };
const place = { deployment, pool, queue, workers: [online] };

test.each([
  ["paused for an input", flowRun({ state_type: "PAUSED" }), place, /is paused, and nobody went on/],
  [
    "served by nothing",
    flowRun({}),
    { ...place, pool: undefined, deployment: { ...deployment, work_pool_name: null } },
    /no program serves/,
  ],
  ["a paused pool", flowRun({}), { ...place, pool: { ...pool, is_paused: true } }, /work pool "p" is paused/],
  [
    "a paused queue",
    flowRun({}),
    { ...place, queue: { ...queue, is_paused: true } },
    /work queue "q".*paused/,
  ],
  ["no worker", flowRun({}), { ...place, workers: [] }, /No worker polls the work pool "p"/],
  [
    "a full pool",
    flowRun({}),
    { ...place, pool: { ...pool, concurrency_limit: 2, active_slots: 2 } },
    /No slot of the work pool "p" became free: 2 are used/,
  ],
  [
    "a full deployment",
    flowRun({ state_name: "AwaitingConcurrencySlot" }),
    { ...place, deployment: { ...deployment, global_concurrency_limit: { limit: 1 } as never } },
    /concurrency limit \(1\)/,
  ],
  [
    "taken and not begun",
    flowRun({ state_type: "PENDING", state_name: "Pending" }),
    place,
    /not started \(Pending\)/,
  ],
  [
    "a push pool needs no worker",
    flowRun({ state_name: "Late" }),
    { ...place, workers: [], pool: { ...pool, type: "cloud-run:push" } },
    /of the type cloud-run:push, and Prefect did not bring the run there in time \(Late\)/,
  ],
  [
    "a managed pool needs no worker",
    flowRun({}),
    { ...place, workers: [], pool: { ...pool, type: "prefect:managed" } },
    /of the type prefect:managed/,
  ],
  [
    "a worker that polls other queues, or is full",
    flowRun({ state_name: "Late" }),
    place,
    /No worker of the work pool "p" took it in time \(Late\)/,
  ],
  [
    "a full queue",
    flowRun({}),
    { ...place, queue: { ...queue, concurrency_limit: 2, active_slots: 2 } },
    /No slot of the work queue "q" became free: 2 are used/,
  ],
])("why a run waits: %s", (_, run, where, reason) => {
  const why = whyWaiting(run, where);
  expect(why.reason).toMatch(reason);
  expect(why.fix).toMatch(/\w+/);
});

test("a duration stands beside the median of those before", () => {
  expect(paceOf(5, [], 2)).toEqual({ seconds: 5, median: null, isSlower: false });
  expect(paceOf(7, [3, 1, 2], 2)).toEqual({ seconds: 7, median: 2, isSlower: true });
  expect(paceOf(5, [4, 1, 2, 3], 2)).toEqual({ seconds: 5, median: 2.5, isSlower: false });
  expect(paceOf(null, [1], 2)).toEqual({ seconds: null, median: 1, isSlower: false });
});

test.each([
  [0.44, "0.4s"],
  [9, "9s"],
  [60, "1m"],
  [200, "3m 20s"],
  [7505, "2h 5m"],
])("%d seconds are %s", (seconds, text) => expect(durationText(seconds)).toBe(text));
