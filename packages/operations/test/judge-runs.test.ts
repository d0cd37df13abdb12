import type { RunResult } from "#runs";
import { judgeRuns } from "../src/judge-runs.ts";

function result(fields: Partial<RunResult>): RunResult {
  return {
    ...{ deployment: "orders/daily", id: "1", name: "brave-fox", url: null, verdict: "passed", reason: null },
    ...{ fix: null, state: "Completed", isNew: true, seconds: 2, median: null, isSlower: false },
    ...{ failedSubflows: [], lastLines: [], isRunning: false },
    ...fields,
  };
}

const results = [
  result({}),
  result({ verdict: "failed", reason: "ValueError: no rows", failedSubflows: ["small-cat"] }),
  result({ verdict: "inconclusive", reason: "No worker polls.", fix: "Start one.", isRunning: true }),
  result({ isSlower: true, seconds: 90, median: 30 }),
];

test.each([
  ["failed", ["run-failed"], ["run-inconclusive", "run-slower", "run-left"]],
  ["inconclusive", ["run-failed", "run-inconclusive"], ["run-slower", "run-left"]],
  ["never", [], ["run-failed", "run-inconclusive", "run-slower", "run-left"]],
] as const)("fail-on %s", (failOn, faults, warnings) => {
  const judged = judgeRuns(results, failOn, { apiUrl: "http://prefect.example/api" });
  expect(judged.faults.map(({ code }) => code)).toEqual(faults);
  expect(judged.warnings.map(({ code }) => code)).toEqual(warnings);
});

test("each is told with what happened and what to do", () => {
  const { faults, warnings } = judgeRuns(results, "failed", { apiUrl: "http://prefect.example/api" });
  const told = [...faults, ...warnings].map(({ message, fix }) => `${message} ${fix ?? ""}`.trim());
  expect(told).toEqual([
    "orders/daily: ValueError: no rows Failed subflows: small-cat.",
    "orders/daily: No worker polls. Start one.",
    "orders/daily took 1m 30s, and usually takes 30s.",
    expect.stringMatching(
      /the run 1 was asked to stop and has not\..*curl -X POST http:\/\/prefect\.example\/api/,
    ),
  ]);
});

test("runs that were not started are one thing to tell", () => {
  const stopped = { verdict: "inconclusive", reason: "A run before did not pass.", id: null } as const;
  const many = ["a/1", "b/2", "c/3", "d/4"].map((deployment) => result({ deployment, ...stopped }));
  expect(judgeRuns(many, "failed", { apiUrl: "" })).toMatchObject({
    faults: [],
    warnings: [{ message: "4 runs were not started: a/1, b/2, c/3 and 1 more. A run before did not pass." }],
  });
});
