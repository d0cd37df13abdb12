import fc from "fast-check";
import { marked } from "marked";
import { planPage } from "../src/index.ts";
import { deployment, impact, plan, serverPlan } from "./sample-plan.ts";

test("a page begins with counts and where, then has each deployment, open where they are few", () => {
  const page = planPage(
    serverPlan([
      deployment({ name: "same", action: "unchanged", filesChange: null, impact: null }),
      deployment({
        changes: [{ field: "job_variables", before: { image: "flows:1" }, after: { image: "flows:2" } }],
        droppedRuns: 6,
        impact: null,
      }),
      deployment({
        name: "gone",
        action: "delete",
        filesChange: "removed",
        reason: "no longer in the files",
      }),
    ]),
  );
  expect(page.split("\n")[0]).toBe(
    "**🔴 1 deleted, 🟡 1 updated, 1 unchanged**, on <code>https:<wbr>//prefect.example/api</code>",
  );
  expect(page).toContain(
    "<details open><summary>🟡 <code>orders/daily</code> is updated; ⚠️ 6 scheduled runs are dropped",
  );
  expect(page).toContain(
    "<code>job&#95;variables.image</code> | <code>flows:1</code> | <code>flows:2</code>",
  );
  expect(page).toContain("- Why: parameters changed.\n- Defined in <code>prefect.yaml:12</code>.\n");
  expect(page.indexOf("orders/gone")).toBeLessThan(page.indexOf("orders/daily"));
  expect(page).not.toContain("orders/same");
});

test("nothing selected, and nothing that changes, is one line", () => {
  expect(planPage(plan([]))).toBe(
    "**No deployments selected**, compared with <code>the base bbbbbbbbbbbb</code>\n",
  );
  const same = deployment({ action: "unchanged", filesChange: null, impact: null });
  expect(planPage(serverPlan([same])).split("\n")).toHaveLength(2);
});

test("what is the same for several is said once, with their names", () => {
  const image = {
    field: "job_variables",
    before: { image: "flows:1" },
    after: { image: "flows:2" },
  } as const;
  const many = Array.from({ length: 40 }, (_, index) =>
    deployment({
      name: `d${index}`,
      changes: [image],
      droppedRuns: 2,
      impact: null,
      location: { file: "prefect.yaml", line: index + 1 },
    }),
  );
  const other = deployment({
    name: "other",
    changes: [{ field: "description", before: "a", after: "b" }],
    impact: null,
  });
  const page = planPage(serverPlan([...many, other]));
  expect(page.split("flows:2")).toHaveLength(2);
  expect(page).toContain("🟡 40 deployments are updated; ⚠️ 80 scheduled runs are dropped");
  for (let index = 0; index < 40; index++) expect(page).toContain(`<code>orders/d${index}</code>`);
  expect(page).toContain("<code>orders/other</code> is updated");
});

test("notes that are shared, and those on unchanged deployments, are told once", () => {
  const unchanged = {
    action: "unchanged",
    filesChange: null,
    impact: null,
    notes: ["stays paused"],
  } as const;
  const page = planPage(
    serverPlan([
      deployment({ name: "a", notes: ["storage has no effect", "its own"] }),
      deployment({ name: "b", notes: ["storage has no effect"] }),
      deployment({ name: "c", ...unchanged, notes: [...unchanged.notes] }),
      deployment({ name: "d", ...unchanged, notes: [...unchanged.notes] }),
    ]),
  );
  expect(page).toContain("- ℹ️ <code>orders/a</code> and <code>orders/b</code>: storage has no effect\n");
  expect(page.split("its own")).toHaveLength(2);
  expect(page).toContain(
    "<summary>Notes on unchanged deployments</summary>\n\n- <code>orders/c</code> and <code>orders/d</code>: stays paused\n",
  );
});

test("2,000 deployments, each another, stay within what GitHub takes, in seconds", () => {
  const many = Array.from({ length: 2000 }, (_, index) =>
    deployment({
      name: `d${index}`,
      changes: [{ field: "description", before: `${index}`, after: `${index} ${"x ".repeat(200)}` }],
      impact: impact(),
    }),
  );
  const started = performance.now();
  const page = planPage(serverPlan(many));
  expect(performance.now() - started).toBeLessThan(5000);
  expect(Buffer.byteLength(page)).toBeLessThan(1024 * 1024);
  expect(page).toMatch(/… and \d+ more deployments: the plan's JSON has all of them\.\n$/);
});

test("whatever names, reasons and values say, the page's elements are ours and closed", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "a|b",
      "``a`",
      "<img src=x onerror=alert(1)>",
      "line\n::error::two",
      "</details>",
      "](http://evil)",
      "\u202Eevil",
      "x".repeat(300),
    ),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const one = deployment({
        name: text,
        key: `orders/${text}`,
        reason: text,
        notes: [text],
        location: { file: text, line: 1 },
        changes: [{ field: "tags", before: [], after: [text] }],
      });
      const page = planPage(
        serverPlan([one, { ...one, action: "delete" }, { ...one, action: "unchanged", filesChange: null }]),
      );
      const html = marked.parse(page, { async: false, gfm: true });
      const elements = [...html.matchAll(/<\/?([a-z]+)[^>]*>/g)].map(([, name]) => name);
      const ours = [
        "p",
        "strong",
        "code",
        "wbr",
        "details",
        "summary",
        "ul",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
      ];
      expect(elements.filter((name) => !ours.includes(name ?? ""))).toEqual([]);
      for (const name of ["details", "summary"]) {
        expect(html.split(new RegExp(`<${name}[ >]`)).length).toBe(html.split(`</${name}>`).length);
      }
      expect(page.split("\n").filter((line) => line.startsWith("::"))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
