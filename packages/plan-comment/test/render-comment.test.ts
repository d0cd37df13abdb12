import type { ShownDeployment } from "#deployment-plan";
import { type CommentContent, GITHUB_COMMENT, renderComment } from "../src/index.ts";
import { deployment, impact, plan, runs, serverPlan } from "./sample-plan.ts";

const room = { limit: GITHUB_COMMENT, rest: "[The summary](https://ci.example/1) has all of them." };

function comment(parts: Partial<CommentContent>): string {
  const content = { plans: [], checks: [], showValues: [], head: "f".repeat(40), runUrl: null, ...parts };
  return renderComment(content, room) ?? "";
}

const prod = (deployments: readonly ShownDeployment[], parts: Partial<CommentContent> = {}) =>
  comment({ plans: [{ environment: "PROD", plan: plan(deployments) }], ...parts });

const cron = (text: string, parts: object = {}) => ({
  schedule: { cron: text, timezone: "UTC", day_or: true },
  active: true,
  parameters: {},
  slug: null,
  ...parts,
});

test("the first line says in words what becomes of the environment that is named first", () => {
  const gone = deployment({ name: "gone", action: "delete", filesChange: "removed" });
  const code = deployment({ name: "code", action: "unchanged", filesChange: "affected" });
  const code2 = deployment({ name: "code2", action: "unchanged", filesChange: "affected" });
  const same = deployment({ name: "same", action: "unchanged", filesChange: null, impact: null });
  const [first] = prod([same, code, deployment(), code2, gone]).split("\n");
  expect(first).toBe("🔴 **On PROD, 1 deployment is deleted, 1 is updated and 2 run changed code.**");
  const dangling = { ...gone, impact: impact({ isDangling: true }) };
  expect(prod([dangling]).split("\n")[0]).toBe(
    "🔴 **On PROD, 1 deployment is deleted.** ⛔ 1 that goes is still called.",
  );
  expect(
    comment({
      plans: [
        { environment: "PROD", plan: plan([same]) },
        { environment: "DEV", plan: plan([code]) },
      ],
    }).split("\n")[0],
  ).toBe("⚪ **This changes nothing on PROD**, but on DEV.");
});

test("no change, no comment; code alone is a change", () => {
  const same = deployment({ action: "unchanged", filesChange: null, impact: null });
  const room = { limit: 1000, rest: "" };
  const content = { checks: [], showValues: [], head: null, runUrl: null };
  const of = (one: ShownDeployment[]) =>
    renderComment({ ...content, plans: [{ environment: "PROD", plan: plan(one) }] }, room);
  expect(of([same])).toBeNull();
  expect(of([])).toBeNull();
  expect(of([{ ...same, filesChange: "affected" }])).toContain("1 deployment runs changed code");
});

test("a plan that is missing is told, with how the jobs ended", () => {
  const text = comment({
    plans: [
      { environment: "PROD", plan: null },
      { environment: "DEV", plan: plan([deployment()]) },
    ],
    checks: [
      { name: "check deployments", result: "failure" },
      { name: "deploy to DEV", result: "skipped" },
      { name: "tests", result: "success" },
    ],
  });
  expect(text.split("\n").slice(0, 3)).toEqual([
    "⚠️ **What this does to PROD is not known**: what makes the plan did not succeed.",
    "",
    "❌ check deployments failure · ⏭️ deploy to DEV skipped · ✅ tests",
  ]);
  expect(text).toContain("| PROD |  | no plan |");
});

test("the heaviest comes first: what is called and goes, then deletions, pauses, updates, new ones, code", () => {
  const calls = [{ file: "a.py", line: 1, column: 1, deployment: "orders/x" }];
  const callers = { calls, automations: [], isComplete: false };
  const text = prod([
    deployment({ name: "code", action: "unchanged", filesChange: "affected" }),
    deployment({ name: "fresh", action: "create", filesChange: "added" }),
    deployment({ name: "quiet" }),
    deployment({ name: "called", impact: impact({ callers }) }),
    deployment({ name: "dropping", droppedRuns: 3 }),
    deployment({ name: "paused", action: "pause", filesChange: "removed" }),
    deployment({ name: "gone", action: "delete", filesChange: "removed" }),
    deployment({
      name: "dangling",
      action: "pause",
      filesChange: "removed",
      impact: impact({ isDangling: true }),
    }),
  ]);
  const names = [...text.matchAll(/<summary>\S+ <code>orders\/([^<]*)<\/code>/g)].map(([, name]) => name);
  expect(names).toEqual(["dangling", "gone", "paused", "dropping", "called", "quiet", "fresh", "code"]);
});

test("values of parameters, job variables and headers are hidden, their names are not", () => {
  const one = deployment({
    changes: [
      { field: "parameters", before: { table: "s3cret-a" }, after: { table: "s3cret-b", limit: 5 } },
      {
        field: "job_variables",
        before: { image: "flows:1", env: { REGION: "s3cret-c" } },
        after: { image: "flows:2", env: { REGION: "s3cret-d" }, args: ["s3cret-e"] },
      },
      {
        field: "pull_steps",
        before: [{ step: { repository: "r", headers: { "X-Team": "s3cret-f" } } }],
        after: [
          { step: { repository: "q", headers: { "X-Team": "s3cret-g" } } },
          { shell: { env: { A: "s3cret-h" } } },
        ],
      },
      {
        field: "parameter_openapi_schema",
        before: { properties: { table: { default: "s3cret-i" } } },
        after: { properties: { table: { default: "s3cret-j" } } },
      },
    ],
    schedules: [
      {
        action: "update",
        id: null,
        updated: null,
        title: "cron",
        before: cron("0 5 * * *", { parameters: { day: "s3cret-k" }, slug: "nightly" }),
        after: cron("0 5 * * *", { parameters: { day: "s3cret-l" }, slug: "nightly" }),
      },
    ],
    automations: [
      {
        action: "create",
        id: null,
        name: "on order",
        before: null,
        after: {
          name: "on order",
          description: "",
          enabled: true,
          tags: [],
          trigger: {},
          parameters: { day: "s3cret-m" },
          job_variables: { image: "s3cret-n" },
          schedule_after: 0,
        },
      },
    ],
  });
  const hidden = prod([one]);
  expect(hidden).not.toContain("s3cret");
  expect(hidden).toContain(
    "| <code>parameters.table</code> | <em>hidden</em> | <em>hidden</em>, another value |",
  );
  expect(hidden).toContain(
    "<code>pull&#95;steps&#91;0&#93;.step.repository</code> | <code>r</code> | <code>q</code>",
  );
  expect(hidden).toMatch(/slug nightly, parameters \{"day":"‹hidden›"\}<\/code>, another value/);
  const images = prod([one], { showValues: ["job_variables.image"] });
  expect(images).toContain(
    "<code>job&#95;variables.image</code> | <code>flows:1</code> | <code>flows:2</code>",
  );
  expect(images.match(/s3cret-[^n]/)).toBeNull();
  const all = prod([one], { showValues: ["all"] });
  for (const letter of "abcdefghijklmn") expect(all).toContain(`s3cret-${letter}`);
});

test("a new deployment shows every field that says something", () => {
  const changes = [
    { field: "entrypoint", before: null, after: "flows/a.py:a" },
    { field: "description", before: null, after: null },
    { field: "version", before: null, after: "1.2" },
    { field: "tags", before: null, after: ["a", "b"] },
    { field: "paused", before: null, after: false },
    { field: "enforce_parameter_schema", before: null, after: false },
    { field: "concurrency_limit", before: null, after: 3 },
    { field: "concurrency_options", before: null, after: { collision_strategy: "CANCEL_NEW" } },
    { field: "job_variables", before: null, after: { image: "flows:2" } },
    {
      field: "pull_steps",
      before: null,
      after: [{ "prefect.deployments.steps.git_clone": { repository: "r", branch: "b" } }],
    },
    {
      field: "parameter_openapi_schema",
      before: null,
      after: { properties: { table: { type: "string" }, limit: { type: "integer" } } },
    },
  ] as ShownDeployment["changes"];
  const text = prod([deployment({ action: "create", filesChange: "added", changes })], {
    showValues: ["job_variables.image"],
  });
  const rows = [...text.matchAll(/^\| <code>(.*?)<\/code> \| <code>(.*?)<\/code> \|$/gm)].map(
    ([, name = "", value = ""]) =>
      `${name} ${value}`.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
  );
  expect(rows).toEqual([
    "entrypoint flows/a.py:a",
    "version 1.2",
    "tags a, b",
    "enforce_parameter_schema false",
    "concurrency_limit 3",
    "concurrency_options.collision_strategy CANCEL_NEW",
    "job_variables.image flows:2",
    "pull_steps[0].git_clone.repository r",
    "pull_steps[0].git_clone.branch b",
    "flow's parameters table: string, limit: integer",
  ]);
});

test("schedules are told by times, slug, state and parameters, equal ones in one row", () => {
  const change = (after: ReturnType<typeof cron>) =>
    ({ action: "create", id: null, updated: null, title: "", before: null, after }) as const;
  const text = prod(
    [
      deployment({
        schedules: [
          ...Array.from({ length: 17 }, (_, index) =>
            change(cron("0 5 * * *", { parameters: { shop: index } })),
          ),
          ...Array.from({ length: 3 }, () => change(cron("0 6 * * *", { slug: null, active: false }))),
        ],
      }),
    ],
    { showValues: ["parameters"] },
  );
  const rows = text.split("\n").filter((line) => line.includes("cron"));
  expect(rows).toHaveLength(18);
  expect(new Set(rows).size).toBe(18);
  expect(rows[3]).toContain('cron 0 5 &#42; &#42; &#42; (UTC), parameters {"shop":3}');
  expect(rows[17]).toBe(
    "| <code>3 schedules</code> |  | <code>cron 0 6 &#42; &#42; &#42; (UTC), paused</code> |",
  );
});

test("what is different on the server already stands apart from what the pull request changes", () => {
  const one = deployment({
    changes: [
      { field: "description", before: "a", after: "b", cause: "files" },
      { field: "work_queue_name", before: "fast", after: "default", cause: "server" },
    ],
  });
  const put = deployment({
    name: "edited",
    filesChange: "affected",
    changes: [{ field: "description", before: "by hand", after: "b", cause: "server" }],
  });
  const text = comment({ plans: [{ environment: "PROD", plan: serverPlan([one, put]) }] });
  expect(text.split("\n")[0]).toBe(
    "🟡 **On PROD, 2 deployments are updated.** 1 only gets back what differs there already.",
  );
  const [own = "", servers = ""] = text.split("Different on PROD already, and put back:");
  expect(own).toContain("<code>description</code>");
  expect(own).not.toContain("fast");
  expect(servers).toContain("<code>fast</code>");
});

test("tells next runs with their zone, what is dropped, last runs, callers, owners and notes", () => {
  const one = deployment({
    droppedRuns: 2,
    notes: ["The schema is approximate."],
    impact: impact({
      nextRuns: {
        before: runs("2026-03-28T05:00:00+01:00", "2026-03-29T05:00:00+02:00"),
        after: runs("2026-03-28T06:00:00+01:00"),
      },
      callers: {
        calls: [{ file: "flows/parent.py", line: 5, column: 1, deployment: "orders/daily" }],
        automations: [
          {
            id: "1",
            name: "report",
            enabled: false,
            kind: "waits",
            isOwn: false,
            isNamed: true,
            runs: ["report/daily"],
          },
        ],
        isComplete: true,
      },
      owners: { flow: ["@acme/flows"], changes: ["@acme/platform"] },
      renamedFrom: "orders/old",
      runs: { last: { state: "FAILED", name: "wise-owl", ended: "2026-03-27T05:10:00Z" }, running: 2 },
    }),
  });
  const text = comment({ plans: [{ environment: "PROD", plan: serverPlan([one]) }] }).replaceAll("<wbr>", "");
  for (const told of [
    "| Sat 2026-03-28 05:00 +01:00 Europe/Berlin | Sat 2026-03-28 06:00 +01:00 Europe/Berlin |",
    "| Sun 2026-03-29 05:00 +02:00 Europe/Berlin |  |",
    "- ⚠️ 2 scheduled runs are dropped; the scheduler makes those of active schedules again.",
    "- ⚠️ 2 runs are under way right now.",
    "- Last run: <code>FAILED</code> <code>wise-owl</code>, ended <code>2026-03-27T05:10:00Z</code>.",
    "- Renamed from <code>orders/old</code>.",
    "- Callers: <code>flows/parent.py:5</code>, the automation <code>report</code> (off) waits for its runs and runs <code>report/daily</code>.",
    "- Owners of the flow: <code>@acme/flows</code>.",
    "- Owners of the changed files: <code>@acme/platform</code>.",
    "- ℹ️ The schema is approximate.",
  ]) {
    expect(text).toContain(told);
  }
  expect(text).not.toContain("not known without a server");
});

test("what only a server knows is said to be unknown where none was asked", () => {
  const text = prod([deployment()]);
  expect(text).toContain(
    "- Last run, runs under way, runs that are dropped, automations on the server: not known without a server.",
  );
  const listed = comment({
    plans: [{ environment: "PROD", plan: plan([deployment()], { notChecked: ["Whether pools exist."] }) }],
  });
  expect(listed).toContain("Not checked, since no server was asked</summary>\n\n- Whether pools exist.");
});

test("a long value stands whole in a fold of its own", () => {
  const long = `first line\n${"word ".repeat(100)}\u202eend`;
  const text = prod([deployment({ changes: [{ field: "description", before: "short", after: long }] })]);
  expect(text).toContain(
    `<details><summary>All of <code>description</code></summary>\n\nafter\n\n\`\`\`\nfirst line\n${"word ".repeat(100)}\\u{202e}end`,
  );
});

test("a note that several deployments share is told once, with their names", () => {
  const notes = ["The clone does not follow the branch."];
  const text = comment({
    plans: [
      {
        environment: "PROD",
        plan: plan([deployment({ name: "a", notes }), deployment({ name: "b", notes })]),
      },
      {
        environment: "DEV",
        plan: plan([deployment({ name: "a", notes }), deployment({ name: "c", notes })]),
      },
    ],
  });
  expect(text.split("does not follow")).toHaveLength(2);
  expect(text).toContain(
    "- ℹ️ <code>orders/a</code>, <code>orders/b</code> and <code>orders/c</code>: The clone does not follow the branch.\n",
  );
});

test("next runs stand in one column where they stay, begin or end", () => {
  const own = runs("2026-03-28T05:00:00+01:00");
  const of = (action: ShownDeployment["action"], before: typeof own | null, after: typeof own | null) =>
    prod([deployment({ action, impact: impact({ nextRuns: { before, after } }) })]);
  expect(of("update", own, own)).toContain("| next runs, as before |");
  expect(of("create", null, own)).toContain("| next runs |");
  const differing = { ...own, runsOnPython313: runs("2026-03-29T03:00:00+02:00").runs };
  expect(of("create", null, differing).replaceAll("<wbr>", "")).toContain(
    "| on Python 3.13 or newer: Sun 2026-03-29 03:00 +02:00 Europe/Berlin |",
  );
  expect(of("delete", own, null)).toContain("| next runs that there would have been |");
  expect(of("update", own, { runs: [], notes: [] })).toContain("|  | none by a schedule |".slice(3));
});
