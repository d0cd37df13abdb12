import type { RunResult } from "#runs";
import { runsSection } from "../src/runs-section.ts";

function result(fields: Partial<RunResult>): RunResult {
  return {
    ...{ deployment: "orders/daily", id: "1", name: "brave-fox", verdict: "passed", reason: null },
    ...{ url: "http://prefect.example/runs/flow-run/1", fix: null, state: "Completed", isNew: true },
    ...{ seconds: 2, median: null, isSlower: false, failedSubflows: [], lastLines: [], isRunning: false },
    ...fields,
  };
}

test("what went wrong comes first, with a link, and no word of its log", () => {
  const failed = result({
    ...{ verdict: "failed", deployment: "returns/daily", median: 1, isSlower: true },
    ...{ reason: "ValueError: row of jane@example.org", lastLines: ["jane@example.org"] },
  });
  const text = runsSection([{ environment: "DEV", runs: [result({}), failed] }]);
  expect(text.indexOf("❌ failed")).toBeGreaterThan(0);
  expect(text.indexOf("❌ failed")).toBeLessThan(text.indexOf("✅ passed"));
  expect(text).toContain("](http://prefect.example/runs/flow-run/1)");
  expect(text).toContain("run on DEV");
  expect(text).not.toContain("jane");
});

test("nothing was run, results are missing, and there are very many", () => {
  expect(runsSection([{ environment: "DEV", runs: [] }])).toBe("");
  expect(runsSection([{ environment: "DEV", runs: null }])).toContain("is not known");
  const many = Array.from({ length: 45 }, () => result({}));
  expect(runsSection([{ environment: "DEV", runs: many }])).toContain("15 more runs are not shown.");
});

test("a name can't act, and an address is none unless it is one", () => {
  const hostile = result({ name: "](x) @octocat <b>", url: "javascript:alert(1)", deployment: "a/`b` @c" });
  const text = runsSection([{ environment: "<b>", runs: [hostile] }]);
  expect(text).not.toMatch(/javascript:|<b>|(^|\s)@octocat/);
});
