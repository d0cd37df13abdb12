import {
  type ImportReport,
  type ImportResult,
  renderImportsMarkdown,
  renderImportsText,
} from "#import-check";

const result = (parts: Partial<ImportResult> = {}): ImportResult => ({
  ...{ verdict: "passed", code: null, reason: null, fix: null, location: null, chain: [] },
  ...{ deployments: ["orders/daily"], entrypoint: "flows/orders.py:orders", image: "flows:1" },
  ...{ imageFrom: "input", milliseconds: 10, differences: [], output: "", reading: null },
  ...parts,
});

/** The text that a reader sees, code between backticks. */
const seen = (text: string) =>
  text
    .replaceAll("<wbr>", "")
    .replace(/<\/?code>/g, "`")
    .replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)));

const place = {
  ...{
    image: "flows:1",
    exactly: "ghcr.io/acme/flows@sha256:1",
    python: "3.12.4",
    prefect: "3.9.1",
    flows: 1,
  },
};
const report = (results: ImportResult[]): ImportReport => ({ commit: "c", results, places: [place] });

const failed = result({
  verdict: "failed",
  code: "module-missing",
  reason: "The image flows:1 has no module polars: flows/a.py:1 -> polars.",
  fix: "Install it.",
  deployments: ["orders/daily", "orders/hourly"],
  output: "a line\n```\n<b>not bold</b>\n",
});

test("one flow takes a headline and its place", () => {
  expect(seen(renderImportsMarkdown(report([result()])))).toBe(
    "### Imports: 1 passed\n\n| imported in | Python | Prefect | flows |\n| --- | --- | --- | --- |\n| `ghcr.io/acme/flows@sha256:1` | 3.12.4 | 3.9.1 | 1 |\n",
  );
});

test("what failed comes first, with the last of its output as text alone", () => {
  const open = result({ verdict: "inconclusive", reason: "Its import needs A.", deployments: ["a/b"] });
  const markdown = renderImportsMarkdown(report([result(), open, failed]));
  const text = seen(markdown);
  expect(text).toMatch(/^### Imports: 1 failed, 1 inconclusive, 1 passed\n/);
  expect(text).toContain("| ❌ `orders/daily` and 1 more | The image flows:1 has no module polars: ");
  expect(text.indexOf("❌")).toBeLessThan(text.indexOf("❔"));
  expect(markdown).toContain("````\na line\n```\n<b>not bold</b>\n````");
  expect(renderImportsText(report([result(), open, failed]))).toBe(
    [
      "orders/daily and 1 more: failed",
      "a/b: inconclusive. Its import needs A.",
      "ghcr.io/acme/flows@sha256:1: Python 3.12.4, Prefect 3.9.1, 1 flow",
      "1 failed, 1 inconclusive, 1 passed",
    ].join("\n"),
  );
});

test("2,000 flows that failed are no longer than a page", () => {
  const text = renderImportsMarkdown(report(Array.from({ length: 2000 }, () => failed)));
  expect(text).toContain("### Imports: 2000 failed");
  expect(text).toContain("1970 more are not shown");
  expect(text.length).toBeLessThan(10_000);
  expect(text.match(/<details>/g)).toHaveLength(5);
});

test("parameters that the source tells otherwise are listed, folded", () => {
  const differences = [
    { what: "limit", kind: "parameter" as const, isKnown: true },
    { what: "required", kind: "required" as const, isKnown: false },
  ];
  const text = seen(renderImportsMarkdown(report([result({ differences })])));
  expect(text).toContain("<summary>Of 1 flow the source tells other parameters than the flow has</summary>");
  expect(text).toContain("| `orders/daily` | `limit`, which are required | not known before |");
});
