import { access, PREFECT_ENV, writingTo } from "../environments.ts";
import {
  ALLOW_OLDER,
  CHOSEN_COMMIT,
  COMMIT_INPUTS,
  checkout,
  DEFAULT_BRANCH,
  findPullRequests,
  ON_PUSH,
  PREFECT_FILE,
  RUNS_ON,
  reviewedCommit,
  SELECT_ALL_ON,
  TAG_PREFIX,
} from "../steps.ts";
import type { Job, Step, Workflow } from "../workflow.ts";
import { withEnd } from "./end.ts";
import { NAME_DEPLOYED } from "./last-edit.ts";
import { AS_IN_DEV, detect, FOUND, FOUND_CHANGES, IF_FOUND, READ } from "./reading.ts";
import { handOnDeployed } from "./run.ts";

const BY_HAND = "github.event_name == 'workflow_dispatch'";

/** Which deployments: what the detection found. */
export const WHAT_CHANGED: Step["with"] = { "changes-file": FOUND_CHANGES };

/** By hand everything is brought to the commit, whoever changed it on the server, or what is named. */
const byHand = (named: string | undefined): Step["with"] => ({
  "changes-file": `\${{ !(${BY_HAND}) && ${FOUND}.changes-file || '' }}`,
  ...(named === undefined ? {} : { deployments: `\${{ ${named} || 'all' }}` }),
  removed: `\${{ ${BY_HAND} && ${named === undefined ? "" : `!${named} && `}${FOUND}.removed || '' }}`,
});

const CHANGED_OR_NAMED = byHand("inputs.deployments");
export const CHANGED_OR_ALL = byHand(undefined);

/**
 * A step that brings PROD to the commit that is checked out. What is on PROD keeps the state of its schedules; new ones
 * are written active, so that nothing that comes between can leave them off.
 */
const applyToProd = (which: Step["with"], how: Step["with"]): Step => ({
  name: "Deploy them; what is on PROD keeps the state of its schedules, new ones start",
  id: "apply",
  if: IF_FOUND,
  uses: "apply-deployments",
  with: { ...READ, ...which, ...AS_IN_PROD, ...how },
});

/** What a plan and an apply of PROD have to have in common. */
export const AS_IN_PROD: Step["with"] = {
  "removed-policy": "delete",
  branch: `\${{ ${DEFAULT_BRANCH} }}`,
  schedules: "keep",
  "start-new-schedules": true,
};

export const PLAN_ONLY = { "plan-only": "${{ inputs.plan-only || false }}" };

/** The job that deploys a commit of the default branch to PROD; `how` is laid over the inputs of apply-deployments. */
export const deployToProd = (which: Step["with"], how: Step["with"], commit = CHOSEN_COMMIT): Job => ({
  id: "prod",
  name: "deploy to PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("prod"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  outputs: {
    failed: "${{ steps.apply.outputs.failed }}",
    commits: "${{ steps.commits.outputs.commits }}",
  },
  steps: [
    access("prod", "fail"),
    ...reviewedCommit(commit),
    detect(),
    NAME_DEPLOYED,
    applyToProd(which, how),
    handOnDeployed,
  ],
});

export const bringDevAlong: Job = {
  id: "dev",
  name: "bring DEV along",
  comment: "What an open pull request has on DEV stays as it is.",
  if: "github.event_name == 'push'",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("dev"),
  permissions: { contents: "read", "pull-requests": "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "fail"),
    checkout("${{ github.sha }}"),
    findPullRequests(),
    detect(),
    {
      name: "Deploy what was merged, schedules off",
      if: IF_FOUND,
      uses: "apply-deployments",
      with: {
        ...READ,
        "changes-file": FOUND_CHANGES,
        "except-file": "${{ steps.pull-requests.outputs.open-deployments-file }}",
        "removed-policy": "delete",
        branch: `\${{ ${DEFAULT_BRANCH} }}`,
        ...AS_IN_DEV,
      },
    },
  ],
};

export const MERGE_INPUTS = {
  commit: COMMIT_INPUTS.commit,
  deployments: {
    description: "Deployments to bring to it, separated by commas; all unless given.",
    type: "string",
  },
  "plan-only": { description: "Show the plan and change nothing.", type: "boolean", default: true },
  "allow-older": COMMIT_INPUTS["allow-older"],
};

export const deploymentsOnMerge: Workflow = withEnd({
  file: "prefect-deployments-merge",
  name: "Prefect deployments: merge",
  description: [
    "What a merge changed, deployed to PROD on the default branch: existing schedules keep their state, new ones start.",
    "An older commit than the deployed one is refused. Started by hand it shows the plan for a commit, and carries it out where `plan-only` is off.",
    "Environments `prod` and `dev` give the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: { ...ON_PUSH, workflow_dispatch: { inputs: MERGE_INPUTS } },
  concurrency: { group: "deployments-merge", queue: "max" },
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, RUNS_ON],
  jobs: [deployToProd(CHANGED_OR_NAMED, { ...PLAN_ONLY, ...ALLOW_OLDER }), bringDevAlong],
});
