import type { StepOptions } from "#real-parts";
import type { Environment } from "./environment.ts";
import type { SampleRepository } from "./sample-repository.ts";

/** A step of a moment's workflow: the action and what its `with:` says, given the outputs of the steps before. */
export interface Step {
  action: string;
  environment: Environment["name"];
  inputs: (outputs: Record<string, Record<string, string>>) => Record<string, string>;
}

const BRANCH = "feature/refunds";
const PULL_REQUEST = { number: 12, tag: "pr-12" };

/** The platform as it stands before: main, in both environments, schedules off in DEV. */
export const baseline: readonly Step[] = [
  {
    action: "apply-deployments",
    environment: "DEV",
    inputs: () => ({ deployments: "all", branch: "main", schedules: "paused" }),
  },
  {
    action: "apply-deployments",
    environment: "PROD",
    inputs: () => ({ deployments: "all", branch: "main", schedules: "as-declared" }),
  },
];

export const pullRequestOpened: readonly Step[] = [
  { action: "detect-changed-deployments", environment: "DEV", inputs: () => ({}) },
  {
    action: "apply-deployments",
    environment: "DEV",
    inputs: ({ "detect-changed-deployments": changed }) => ({
      deployments: changed?.deployments ?? "",
      removed: changed?.removed ?? "",
      "removed-policy": "pause",
      reasons: changed?.reasons ?? "",
      branch: BRANCH,
      tags: PULL_REQUEST.tag,
      schedules: "paused",
    }),
  },
];

export const merged: readonly Step[] = [
  { action: "detect-changed-deployments", environment: "PROD", inputs: () => ({}) },
  {
    action: "apply-deployments",
    environment: "PROD",
    inputs: ({ "detect-changed-deployments": changed }) => ({
      deployments: changed?.deployments ?? "",
      removed: changed?.removed ?? "",
      "removed-policy": "delete",
      reasons: changed?.reasons ?? "",
      branch: "main",
      schedules: "keep",
    }),
  },
  {
    action: "resume-schedules",
    environment: "PROD",
    inputs: ({ "apply-deployments": applied }) => ({ deployments: applied?.["new-schedules"] ?? "" }),
  },
];

export const pullRequestClosed: readonly Step[] = [
  {
    action: "apply-deployments",
    environment: "DEV",
    inputs: () => ({
      deployments: `tag:${PULL_REQUEST.tag}`,
      "removed-policy": "delete",
      branch: "main",
      schedules: "paused",
      // What the pull request dropped was paused; where main still has it, it comes back.
      paused: "as-declared",
    }),
  },
];

/** The event file of a pull request from BRANCH to main. */
export async function pullRequestEvent(
  repository: SampleRepository,
  action: "opened" | "closed",
): Promise<StepOptions["event"]> {
  const sha = (ref: string) => repository.git("rev-parse", ref);
  return {
    name: "pull_request",
    payload: {
      action,
      number: PULL_REQUEST.number,
      pull_request: {
        number: PULL_REQUEST.number,
        merged: action === "closed",
        head: { ref: BRANCH, sha: await sha(BRANCH), repo: { full_name: "acme/edp" } },
        base: { ref: "main", sha: await sha("main"), repo: { full_name: "acme/edp" } },
      },
      repository: { full_name: "acme/edp", default_branch: "main" },
    },
  };
}

/** The event file of a push to main. */
export async function pushEvent(repository: SampleRepository, before: string): Promise<StepOptions["event"]> {
  return {
    name: "push",
    payload: {
      ref: "refs/heads/main",
      before,
      after: await repository.git("rev-parse", "HEAD"),
      forced: false,
      repository: { full_name: "acme/edp", default_branch: "main" },
    },
  };
}
