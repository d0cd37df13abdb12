import { isMet } from "#services";
import { callers, type ParsedJob, reusables } from "../../platform/parsed-workflow.ts";
import { needsOf, ONE_FILE, textOf } from "./workflows.ts";

const { jobs = {} } = reusables.get(ONE_FILE) ?? {};

const repository = { full_name: "acme/platform", default_branch: "main" };
const pull = {
  number: 7,
  draft: false,
  labels: [],
  head: { repo: { full_name: "acme/platform" } },
  base: { ref: "main" },
};
const fork = { ...pull, head: { repo: { full_name: "eve/platform" } } };

interface Outcome {
  result: "success" | "skipped" | "failure";
  outputs: Record<string, string>;
}

/** What each job gives the ones after it. */
const OUTPUTS: Record<string, Record<string, string>> = {
  check: { "any-changed": "true" },
  look: { held: "true" },
};

const runs = (
  { if: condition, needs }: ParsedJob,
  event: object,
  outcomes: Record<string, Outcome>,
): boolean => {
  const needed = needsOf({ needs });
  const asksItself = /\b(always|failure|cancelled)\(\)/.test(condition ?? "");
  if (!asksItself && needed.some((id) => outcomes[id]?.result !== "success")) return false;
  const failed = needed.some((id) => outcomes[id]?.result === "failure");
  const met = isMet((condition ?? "true").replace("failure()", String(failed)), {
    github: { repository: "acme/platform", ...event },
    needs: outcomes,
  });
  return met;
};

/** The jobs that an event starts, of which these fail. */
function started(name: string, payload: object, failing: readonly string[] = []): string[] {
  const outcomes: Record<string, Outcome> = {};
  for (const [id, job] of Object.entries(jobs)) {
    const does = runs(job, { event_name: name, event: { repository, ...payload } }, outcomes);
    const result = failing.includes(id) ? "failure" : "success";
    outcomes[id] = does ? { result, outputs: OUTPUTS[id] ?? {} } : { result: "skipped", outputs: {} };
  }
  return Object.keys(outcomes).filter((id) => outcomes[id]?.result !== "skipped");
}

test("the caller has 40 lines at most", () => {
  const lines = textOf(`workflows-templates/reusable/${ONE_FILE}.yml`).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(130);
});

test.each<[string, string, object, string[]]>([
  [
    "a new pull request",
    "pull_request",
    { action: "opened", pull_request: pull },
    ["check", "dev", "comment"],
  ],
  [
    "a push to one",
    "pull_request",
    { action: "synchronize", pull_request: pull },
    ["check", "dev", "comment"],
  ],
  ["a fork's", "pull_request", { action: "opened", pull_request: fork }, ["check", "comment"]],
  [
    "a draft",
    "pull_request",
    { action: "opened", pull_request: { ...pull, draft: true } },
    ["check", "comment"],
  ],
  ["one that closes", "pull_request", { action: "closed", pull_request: pull }, ["clean", "comment"]],
  ["a fork's that closes", "pull_request", { action: "closed", pull_request: fork }, []],
  ["the merge queue", "merge_group", { action: "checks_requested", merge_group: {} }, ["check"]],
  ["a merge", "push", {}, ["prod", "along"]],
  ["the night", "schedule", {}, ["clean"]],
  ["somebody's hand", "workflow_dispatch", { inputs: {} }, ["prod"]],
])("%s starts its own jobs, and no others", (_moment, name, payload, wanted) => {
  expect(started(name, payload)).toEqual(wanted);
});

test("what fails on the default branch is told, and nothing else", () => {
  expect(started("push", {}, ["prod"])).toEqual(["prod", "along", "notify"]);
  expect(started("push", {}, ["along"])).toEqual(["prod", "along", "notify"]);
  expect(started("pull_request", { action: "opened", pull_request: pull }, ["check"])).toEqual([
    "check",
    "comment",
  ]);
});

test("a pull request's push starts four jobs at most, with the caller's gate", () => {
  const most = started("pull_request", { action: "synchronize", pull_request: pull });
  expect(most.length + 1).toBeLessThanOrEqual(4);
  expect(Object.keys(callers.get(ONE_FILE)?.jobs ?? {})).toEqual([ONE_FILE, "gate"]);
});
