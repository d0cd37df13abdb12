import { countsText, type RunResult, renderRunsMarkdown, renderRunsText } from "../src/index.ts";

function result(fields: Partial<RunResult>): RunResult {
  return {
    ...{ deployment: "orders/daily", id: "1", name: "brave-fox", url: "https://prefect.example/runs/1" },
    ...{ verdict: "passed", reason: null, fix: null, state: "Completed", isNew: true, seconds: 12 },
    ...{ median: 10, isSlower: false, failedSubflows: [], lastLines: [], isRunning: false },
    ...fields,
  };
}

test("one run is one row, with what happened and what to do", () => {
  expect(renderRunsMarkdown([result({})])).toBe(
    `| deployment | run | took | what happened |
| --- | --- | --- | --- |
| ✅ <code>orders/daily</code> | [brave-fox](https://prefect.example/runs/1) | 12s (usually 10s) |  |
`,
  );
  const failed = result({
    ...{ verdict: "failed", reason: "It crashed.", fix: "Look at its pod.", url: null, median: null },
    ...{ failedSubflows: ["small-cat", "tall-dog"], lastLines: ["one", "<two>"] },
  });
  const text = renderRunsMarkdown([failed]);
  expect(text).toContain("| brave-fox | 12s (no baseline) | It crashed. Look at its pod. Failed subflows:");
  expect(text).toMatch(
    /<details><summary>The last lines of orders\/daily<\/summary>\n\n```\w*\none\n<two>\n```/,
  );
  expect(renderRunsText([result({ isSlower: true })])).toBe(
    "orders/daily: passed; 12s (usually 10s, slower); https://prefect.example/runs/1\n1 passed",
  );
  expect(renderRunsMarkdown([])).toBe("");
});

test("of a hundred runs those that went wrong come first, and the rest is folded", () => {
  const many = Array.from({ length: 100 }, (_, index) => {
    const deployment = `load/table-${index}`;
    if (index >= 90)
      return result({ deployment, id: null, verdict: "inconclusive", reason: "A batch before failed." });
    return result({ deployment, verdict: index === 57 ? "failed" : "passed" });
  });
  expect(countsText(many)).toBe("89 passed, 1 failed, 10 not started");
  const [head = "", folded = ""] = renderRunsMarkdown(many).split("<details><summary>89 runs that passed");
  expect(head.match(/^\| [✅❌❔]/gm)).toHaveLength(1);
  expect(head).toContain("❌ <code>load/table-57</code>");
  expect(head).toContain("<code>load/table-92</code> and 7 more. A batch before failed.");
  expect(folded.match(/^\| ✅/gm)).toHaveLength(89);
});
