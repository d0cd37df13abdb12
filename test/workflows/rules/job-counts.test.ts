import { callers, type ParsedJob, reusables, templates, variants } from "../../platform/parsed-workflow.ts";
import { PULL, startedJobs } from "./moments.ts";
import { copied } from "./workflows.ts";

/** The jobs of a form, with the gate that a caller adds to what it calls. */
function withGate(name: string): Record<string, ParsedJob> {
  const { jobs = {} } = reusables.get(name) ?? {};
  const gate = callers.get(name)?.jobs.gate;
  return gate === undefined ? jobs : { ...jobs, gate: { ...gate, needs: Object.keys(jobs) } };
}

/** What the push before may have left: what `check` finds out of the two commits, and what `look` finds on DEV. */
const FOUND: Record<string, Record<string, Record<string, string>>> = {
  "changes deployments": { check: { "any-changed": "true" } },
  "takes them back": { check: { "any-changed": "false", "changed-before": "true" } },
  "changes none, as the one before": {
    check: { "any-changed": "false", "changed-before": "false" },
    look: { held: "false" },
  },
  "changes none, and DEV has what an earlier run failed to take back": {
    check: { "any-changed": "false", "changed-before": "false" },
    look: { held: "true" },
  },
  "changes none, and nothing tells what the one before did": {
    check: { "any-changed": "false", "changed-before": "" },
    look: { held: "true" },
  },
};
const ACTIONS = ["opened", "synchronize", "reopened", "ready_for_review"];

/** Every moment of a pull request: what happened to it, and what is found. */
const moments = ACTIONS.flatMap((action) =>
  Object.entries(FOUND).map(([name, outputs]): [string, string, typeof outputs] => [action, name, outputs]),
);

const started = (jobs: Record<string, ParsedJob>, action: string, outputs: Moment["outputs"]) =>
  startedJobs(jobs, { event: "pull_request", payload: { action, pull_request: PULL }, outputs });
type Moment = Parameters<typeof startedJobs>[1];

const ofDeployments: [string, Record<string, ParsedJob>][] = [
  ...[...copied]
    .filter(([name]) => name.endsWith("prefect-deployments-pull-request"))
    .map(([name, { jobs }]): [string, Record<string, ParsedJob>] => [name, jobs]),
  ["one file", withGate("prefect-deployments")],
];

test("there are forms of the deployments to count", () => {
  expect(ofDeployments.map(([name]) => name)).toEqual([
    "prefect-deployments-pull-request",
    "basic-auth/prefect-deployments-pull-request",
    "monorepo/prefect-deployments-pull-request",
    "one-environment/prefect-deployments-pull-request",
    "one file",
  ]);
});

describe.each(ofDeployments)("%s", (_name, jobs) => {
  test.each(moments)("%s that %s starts four jobs at most", (action, _found, outputs) => {
    const ids = started(jobs, action, outputs);
    expect({ ids, few: ids.length <= 4 }).toEqual({ ids, few: true });
    expect(ids).toContain("check");
    expect(ids).toContain("gate");
  });

  test("what an earlier push left on DEV is brought back, whoever finds it", () => {
    if (!("dev" in jobs)) return;
    const reached = Object.fromEntries(
      Object.entries(FOUND).map(([name, outputs]) => [
        name,
        started(jobs, "synchronize", outputs).filter((id) => id === "look" || id === "dev"),
      ]),
    );
    expect(reached).toEqual({
      "changes deployments": ["dev"],
      "takes them back": ["dev"],
      "changes none, as the one before": ["look"],
      "changes none, and DEV has what an earlier run failed to take back": ["look", "dev"],
      "changes none, and nothing tells what the one before did": ["look", "dev"],
    });
  });
});

const PLATFORMS: [string, Record<string, ParsedJob>][] = [
  ["with Kubernetes", templates.get("prefect-platform-pull-request")?.jobs ?? {}],
  ["without Kubernetes", variants.get("without-kubernetes/prefect-platform-pull-request")?.jobs ?? {}],
];

describe.each(PLATFORMS)("the platform, %s", (_name, jobs) => {
  const image = { pushed: "true" };
  const takenBack = { pushed: "", "taken-back": "true" };

  test.each(moments)("%s of all of it that %s starts eight jobs at most", (action, _found, outputs) => {
    for (const change of [image, takenBack]) {
      const all = { ...outputs, check: { ...outputs.check, any: "true" }, image: change };
      const ids = started(jobs, action, all as Moment["outputs"]);
      expect({ ids, few: ids.length <= 8 }).toEqual({ ids, few: true });
    }
  });

  test("DEV gets the pool, then its image, then the deployments, and nothing after a failure", () => {
    const outputs = { check: { "any-changed": "true", any: "true" }, image };
    const moment = { event: "pull_request", payload: { action: "opened", pull_request: PULL }, outputs };
    expect(startedJobs(jobs, moment)).toEqual(["check", "image", "pool", "image-dev", "dev", "gate"]);
    expect(startedJobs(jobs, { ...moment, failing: ["pool"] })).toEqual(["check", "image", "pool", "gate"]);
    expect(startedJobs(jobs, { ...moment, failing: ["image"] })).toEqual(["check", "image", "gate"]);
    // Each has its turn also where those before it have nothing to do.
    const only = { ...moment, outputs: { check: { "any-changed": "true" } } };
    expect(startedJobs(jobs, only)).toEqual(["check", "image", "dev", "gate"]);
    expect(startedJobs(jobs, { ...moment, event: "merge_group", payload: {} })).toEqual([
      "check",
      "image",
      "gate",
    ]);
  });
});
