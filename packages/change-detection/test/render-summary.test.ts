import {
  type DetectedChanges,
  type DetectedDeployment,
  headline,
  renderDetectionMarkdown,
} from "#change-detection";

const deployment = (
  change: DetectedDeployment["change"],
  key: string,
  reason: string,
): DetectedDeployment => {
  const [flowName = "", name = ""] = key.split("/");
  return { key, flowName, name, change, reason, chain: [], location: { file: "prefect.yaml" } };
};
const detected = (...deployments: DetectedDeployment[]): DetectedChanges => ({
  base: "a".repeat(40),
  head: "b".repeat(40),
  baseReason: "merge base with main",
  everything: null,
  deployments,
  declaringRuns: [],
  unchanged: 7,
  broken: [],
  warnings: [],
});

test("tells what was compared, how many changed, and each with its reason", () => {
  const markdown = renderDetectionMarkdown(
    detected(deployment("removed", "a/x", "no longer in prefect.yaml"), deployment("added", "b/y", "new")),
  );
  expect(markdown).toBe(
    [
      "**1 added, 1 removed, 7 unchanged** from <code>aaaaaaaaaaaa</code> to <code>bbbbbbbbbbbb</code> (merge base with main)",
      "",
      "<details><summary>Which deployments, and why</summary>",
      "",
      "- 🟢 added <code>b/y</code>: new",
      "- 🔴 removed <code>a/x</code>: no longer in prefect.yaml",
      "",
      "</details>",
      "",
    ].join("\n"),
  );
});

test("says that everything is selected, and why", () => {
  const everything = "everything is selected: the branch is new";
  const markdown = renderDetectionMarkdown({ ...detected(), base: null, everything });
  expect(markdown).toContain("⚠️ everything is selected: the branch is new");
  expect(headline({ ...detected(), unchanged: 0 })).toBe("no deployments");
});

test("a page stays readable with thousands of deployments: their reason is told once", () => {
  const many = Array.from({ length: 5000 }, (_, index) => deployment("affected", `f/d${index}`, "uv.lock"));
  const markdown = renderDetectionMarkdown(detected(...many, deployment("affected", "f/other", "lib/a.py")));
  expect(markdown.match(/uv\.lock/g)).toHaveLength(1);
  expect(markdown).toContain(
    "- 🔵 affected, 5000 deployments: uv.lock. <code>f/d0</code>, <code>f/d1</code>",
  );
  expect(markdown).toContain(
    "<code>f/d499</code> and 4500 more\n- 🔵 affected <code>f/other</code>: lib/a.py\n",
  );
});
