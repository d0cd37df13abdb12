import { besides, callers, reusables, templates, variants } from "../../platform/parsed-workflow.ts";
import { BY_HAND, copied, everything, generated, jobsOf, ONE_FILE, textOf } from "./workflows.ts";

const sameAs = (entries: Record<string, unknown>, folder: string, ...moments: string[]) =>
  Object.fromEntries(
    moments.map((moment) => [
      `${folder}/prefect-deployments-${moment}`,
      entries[`prefect-deployments-${moment}`],
    ]),
  );

const main = { branches: ["main"] };
const pullRequest = {
  pull_request: {
    types: ["opened", "synchronize", "reopened", "edited", "ready_for_review", "labeled", "unlabeled"],
  },
  merge_group: null,
};
const swept = {
  pull_request: { types: ["closed"] },
  schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }],
  workflow_dispatch: null,
};
const dispatched = (...inputs: string[]) => ({
  inputs: Object.fromEntries(inputs.map((input) => [input, expect.anything()])),
});
const merge = (...inputs: string[]) => ({
  push: main,
  workflow_dispatch: inputs.length === 0 ? null : dispatched(...inputs),
});
const deploy = merge("commit", "deployments", "plan-only", "allow-older");

/** The moments of all three, in one. */
const allMoments = {
  pull_request: { types: [...pullRequest.pull_request.types, "closed"] },
  merge_group: null,
  schedule: swept.schedule,
  ...deploy,
};

const expected = {
  "flows-image-pull-request": pullRequest,
  "prefect-worker-pull-request": pullRequest,
  "prefect-deployments-pull-request": pullRequest,
  "flows-image-merge": merge("commit", "allow-older"),
  "prefect-worker-merge": merge(),
  "prefect-deployments-merge": deploy,
  "prefect-platform-pull-request": pullRequest,
  "prefect-platform": deploy,
  "prefect-platform-close": swept,
  "prefect-run": {
    workflow_dispatch: dispatched(
      ...["environment", "deployments", "failed-since", "parameters", "job-variables", "batch-size"],
      ...["wait-for-quiet", "max-runs", "timeout", "plan-only"],
    ),
    schedule: swept.schedule,
  },
  "flows-image-nightly": { schedule: swept.schedule, workflow_dispatch: null },
  "prefect-deployments-close": swept,
  "prefect-work-pool-close": swept,
  "prefect-worker-close": swept,
};

test("what starts each workflow", () => {
  expect(Object.fromEntries([...templates].map(([name, { on }]) => [name, on]))).toEqual(expected);
  expect(Object.fromEntries([...variants].map(([name, { on }]) => [name, on]))).toEqual({
    ...sameAs(expected, "monorepo", "pull-request", "merge", "close"),
    ...sameAs(expected, "basic-auth", "pull-request", "merge", "close"),
    "image-per-project/flows-image-orders-pull-request": pullRequest,
    "image-per-project/flows-image-orders-merge": merge("commit", "allow-older"),
    "image-per-project/prefect-work-pool-orders-close": swept,
    ...sameAs(expected, "one-environment", "pull-request", "merge"),
    "one-environment/prefect-deployments-close": { pull_request: { types: ["closed"] } },
    "approval/prefect-deployments-merge": merge("commit", "allow-older"),
    "approval/prefect-platform": merge("commit", "allow-older"),
    "deploy-on-tag/prefect-deployments-merge": merge(),
    "deploy-on-tag/prefect-deployments-tag": {
      workflow_dispatch: dispatched("tag", "plan-only", "allow-older"),
    },
    "without-kubernetes/prefect-work-pool-pull-request": pullRequest,
    "without-kubernetes/prefect-work-pool-merge": merge(),
    "without-kubernetes/prefect-platform-pull-request": pullRequest,
    "without-kubernetes/prefect-platform": deploy,
    "without-kubernetes/prefect-platform-close": swept,
  });
  expect(Object.fromEntries([...besides].map(([name, { on }]) => [name, on]))).toEqual({
    "dbt-pull-request": { ...pullRequest, push: main },
    "container-image": { ...pullRequest, push: main },
    "helm-chart": { ...pullRequest, ...merge() },
    "python-pull-request": pullRequest,
    "python-release": merge(),
    "python-publish": { workflow_dispatch: dispatched("tag") },
  });
  for (const [name, { on }] of callers) {
    const wanted = name === ONE_FILE ? allMoments : templates.get(name)?.on;
    expect({ [name]: on }).toEqual({ [name]: wanted });
  }
  for (const { on } of reusables.values()) expect(Object.keys(on)).toEqual(["workflow_call"]);
});

test.each(everything)(
  "%s: no tag and nobody's pull request chooses the workflow that gets rights",
  (_name, { on }) => {
    expect(Object.keys(on)).not.toContain("pull_request_target");
    expect(Object.keys(on)).not.toContain("release");
    expect(on.push ?? {}).not.toHaveProperty("tags");
  },
);

test("a workflow that takes a tag runs on the default branch and refuses a commit that is not on it", () => {
  const taking = [...copied].filter(([, { on }]) => {
    const { inputs = {} } = (on.workflow_dispatch ?? {}) as { inputs?: object };
    return "tag" in inputs;
  });
  expect(taking.map(([name]) => name)).toEqual(["deploy-on-tag/prefect-deployments-tag", "python-publish"]);
  for (const [, { jobs }] of taking) {
    const [first] = Object.values(jobs);
    const steps = first?.steps ?? [];
    const checkout = steps.findIndex(({ with: given }) => given?.ref === "refs/tags/${{ inputs.tag }}");
    expect(checkout).toBeGreaterThanOrEqual(0);
    expect(steps[checkout + 1]?.run).toContain('git merge-base --is-ancestor HEAD "origin/$DEFAULT_BRANCH"');
    // Whatever comes after takes the commit that was found to be there, not what the tag names by then.
    for (const { steps: later = [] } of Object.values(jobs).slice(1)) {
      for (const { uses, with: given } of later) {
        if (uses?.startsWith("actions/checkout@"))
          expect(given?.ref).toBe("${{ needs.version.outputs.commit }}");
      }
    }
  }
});

test("the default branch is a literal once a file, where GitHub takes no expression", () => {
  for (const [path] of copied) {
    const text = textOf(`workflows-templates/${path}.yml`).replace(/^#.*$/gm, "");
    const literals = text
      .split("\n")
      .filter((line) => /\bmain\b/.test(line) && !/:\s+[^#]*#|description:|name:/.test(line));
    const written = literals.filter((line) => line !== "    branches: [main]");
    expect({ path, written }).toEqual({ path, written: [] });
    expect(literals.length).toBeLessThanOrEqual(1);
  }
});

test("every run of a pull request, and every merge, has its turn; no run is cut off", () => {
  const groups = Object.fromEntries([...copied].map(([name, { concurrency }]) => [name, concurrency]));
  const max = (group: string) => ({ group, queue: "max", "cancel-in-progress": false });
  const ofPullRequest = (name: string) =>
    max(`${name}-\${{ github.event.pull_request.number || github.ref }}`);
  const ofCommit = (name: string) => max(`${name}-\${{ github.sha }}`);
  const wanted = {
    "flows-image-pull-request": ofPullRequest("flows-image"),
    "prefect-worker-pull-request": ofPullRequest("worker"),
    "prefect-deployments-pull-request": ofPullRequest("deployments"),
    "prefect-deployments-close": ofPullRequest("deployments"),
    "prefect-work-pool-close": ofPullRequest("work-pool"),
    "prefect-worker-close": ofPullRequest("worker"),
    "flows-image-merge": max("flows-image-merge"),
    "flows-image-nightly": max("flows-image-nightly"),
    "prefect-worker-merge": max("worker-merge"),
    "prefect-deployments-merge": max("deployments-merge"),
    "prefect-platform-pull-request": ofPullRequest("platform"),
    "prefect-platform": max("platform-merge"),
    "prefect-platform-close": ofPullRequest("platform"),
    "prefect-run": { group: "run-${{ github.run_id }}", "cancel-in-progress": false },
  };
  expect(groups).toEqual({
    ...wanted,
    ...sameAs(wanted, "monorepo", "pull-request", "merge", "close"),
    ...sameAs(wanted, "basic-auth", "pull-request", "merge", "close"),
    "image-per-project/flows-image-orders-pull-request": ofPullRequest("flows-image-orders"),
    "image-per-project/flows-image-orders-merge": max("flows-image-orders-merge"),
    "image-per-project/prefect-work-pool-orders-close": ofPullRequest("work-pool-orders"),
    ...sameAs(wanted, "one-environment", "pull-request", "merge", "close"),
    "approval/prefect-deployments-merge": ofCommit("deployments-merge"),
    "approval/prefect-platform": ofCommit("platform-merge"),
    ...sameAs(wanted, "deploy-on-tag", "merge"),
    "deploy-on-tag/prefect-deployments-tag": max("deployments-tag"),
    "without-kubernetes/prefect-work-pool-pull-request": ofPullRequest("work-pool"),
    "without-kubernetes/prefect-work-pool-merge": max("work-pool-merge"),
    "without-kubernetes/prefect-platform-pull-request": ofPullRequest("platform"),
    "without-kubernetes/prefect-platform": max("platform-merge"),
    "without-kubernetes/prefect-platform-close": ofPullRequest("platform"),
    "dbt-pull-request": ofPullRequest("dbt"),
    "container-image": ofPullRequest("container-image"),
    "helm-chart": ofPullRequest("helm-chart"),
    "python-pull-request": ofPullRequest("python"),
    "python-release": max("python-release"),
    "python-publish": max("python-publish-${{ inputs.tag }}"),
  });
  for (const [name, { concurrency }] of callers)
    expect(concurrency).toEqual(name === ONE_FILE ? ofPullRequest("deployments") : groups[name]);
  // The caller holds the group; with the same one in the called workflow it would wait for itself.
  for (const { concurrency } of reusables.values()) expect(concurrency).toBeUndefined();
});

test.each(jobsOf(generated))(
  "$name ends after a while, whatever hangs",
  ({ name, value: { uses, "timeout-minutes": minutes } }) => {
    // Runs by hand are watched for as long as GitHub lets a job go on.
    const most = name.startsWith(`template ${BY_HAND}: `) ? 360 : 60;
    if (uses === undefined) expect(minutes).toBeLessThanOrEqual(most);
    else expect(minutes).toBeUndefined();
  },
);
