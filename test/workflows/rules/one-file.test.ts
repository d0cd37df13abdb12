import { reusables } from "../../platform/parsed-workflow.ts";
import { FORKS as fork, PULL as pull, startedJobs } from "./moments.ts";
import { ONE_FILE, textOf } from "./workflows.ts";

const { jobs = {} } = reusables.get(ONE_FILE) ?? {};

/** What each job gives the ones after it. */
const OUTPUTS: Record<string, Record<string, string>> = { check: { "any-changed": "true" } };

/** The jobs that an event starts, of which these fail. */
const started = (event: string, payload: object, failing: readonly string[] = []) =>
  startedJobs(jobs, { event, payload, failing, outputs: OUTPUTS });

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
  ["a merge", "push", {}, ["prod", "along", "last-edit"]],
  ["the night", "schedule", {}, ["clean"]],
  ["somebody's hand", "workflow_dispatch", { inputs: {} }, ["prod", "last-edit"]],
])("%s starts its own jobs, and no others", (_moment, name, payload, wanted) => {
  expect(started(name, payload)).toEqual(wanted);
});

test("what fails on the default branch is told, and nothing else", () => {
  expect(started("push", {}, ["prod"])).toEqual(["prod", "along", "notify", "last-edit"]);
  expect(started("push", {}, ["along"])).toEqual(["prod", "along", "notify", "last-edit"]);
  expect(started("pull_request", { action: "opened", pull_request: pull }, ["check"])).toEqual([
    "check",
    "comment",
  ]);
});
