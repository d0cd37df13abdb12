import { GITHUB_COMMENT, JOB_SUMMARY, renderComment } from "../src/index.ts";
import { deployment, impact, plan, runs } from "./sample-plan.ts";

const rest = "[The summary](https://ci.example/1) has all of them.";

/** Deployments as an estate has them: fields, schedules, next runs, callers and owners. */
function estate(count: number, parts: object = {}) {
  return Array.from({ length: count }, (_, index) =>
    deployment({
      flowName: `flow-${index % 200}`,
      name: `deployment-${index}`,
      changes: [
        {
          field: "parameters",
          before: { table: "a", limit: index },
          after: { table: "b", limit: index + 1 },
        },
        { field: "job_variables", before: { image: "flows:1" }, after: { image: "flows:2" } },
      ],
      schedules: [
        {
          action: "update",
          id: null,
          updated: null,
          title: "",
          before: { schedule: { cron: "0 5 * * *" }, active: true, parameters: {}, slug: null },
          after: { schedule: { cron: "0 6 * * *" }, active: true, parameters: {}, slug: null },
        },
      ],
      impact: impact({
        nextRuns: {
          before: runs(...Array.from({ length: 5 }, (_, day) => `2026-12-0${day + 1}T05:00:00+01:00`)),
          after: runs(...Array.from({ length: 5 }, (_, day) => `2026-12-0${day + 1}T06:00:00+01:00`)),
        },
        owners: { flow: ["@acme/flows"], changes: ["@acme/all"] },
      }),
      ...parts,
    }),
  );
}

const content = (plans: Parameters<typeof renderComment>[0]["plans"]) => ({
  plans,
  checks: [],
  showValues: [],
  head: null,
  runUrl: null,
});

test("2,000 deployments in two environments: whole ones up to GitHub's limit, then where the rest is; in a second", () => {
  const all = plan(estate(2000));
  const plans = [
    { environment: "PROD", plan: all },
    { environment: "DEV", plan: all },
  ];
  const started = performance.now();
  const text = renderComment(content(plans), { limit: GITHUB_COMMENT, rest }) ?? "";
  const summary = renderComment(content(plans), { limit: JOB_SUMMARY, rest }) ?? "";
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeLessThan(1);
  expect(text.length).toBeLessThanOrEqual(GITHUB_COMMENT);
  expect(text.length).toBeGreaterThan(GITHUB_COMMENT * 0.9);
  const shown = text.split("<details>").length - 1;
  expect(text.split("</details>").length - 1).toBe(shown);
  expect(text).toContain(`… and ${4000 - shown} more deployments. ${rest}`);
  expect(text.split("\n")[0]).toBe("🟡 **On PROD, 2000 deployments are updated.**");
  const nodes = new Set(text.match(/^ {2}n\d+(?=[[({])/gm));
  expect(nodes.size).toBeLessThanOrEqual(30);
  expect(nodes.size).toBeGreaterThan(20);
  expect(text).toMatch(/n\d+\["and \d{4} more"\]/);
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  expect(summary.length).toBeGreaterThan(JOB_SUMMARY * 0.9);
});

test("a deployment that alone would fill the comment is told by its headline, and the others stay whole", () => {
  const [big, ...others] = estate(3);
  if (big === undefined) throw new Error("none");
  const changes = [{ field: "description" as const, before: "a", after: "long ".repeat(20_000) }];
  const all = [{ ...big, changes, droppedRuns: 9 }, ...others];
  const text =
    renderComment(content([{ environment: "PROD", plan: plan(all) }]), { limit: GITHUB_COMMENT, rest }) ?? "";
  expect(text).toContain("<code>flow-0/deployment-0</code> is updated; ⚠️ 9 scheduled runs are dropped");
  expect(text).toContain("too much to show here");
  expect(text.match(/<details><summary>🟡/g)).toHaveLength(2);
  expect(text).not.toContain("more deployment");
});

test("even what nobody has room for fits: the verdict and where the rest is", () => {
  const named = estate(50, { reason: "x".repeat(5000) });
  const warnings = Array.from({ length: 500 }, (_, index) => ({
    code: "unexpected-error" as const,
    message: `${index} ${"@x ".repeat(400)}`,
  }));
  const notChecked = Array.from({ length: 900 }, (_, index) => `check ${index} ${"y".repeat(100)}`);
  const text =
    renderComment(content([{ environment: "PROD", plan: plan(named, { warnings, notChecked }) }]), {
      limit: GITHUB_COMMENT,
      rest,
    }) ?? "";
  expect(text.length).toBeLessThanOrEqual(GITHUB_COMMENT);
  expect(text).toContain("On PROD, 50 deployments are updated.");
  expect(text).toContain(rest);
});
