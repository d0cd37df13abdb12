import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment, writingTo } from "./environments.ts";
import {
  HEAD,
  IS_NEW,
  MAY_WRITE,
  NEWEST,
  ON_CLOSE,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  TAG,
  TIDIES,
} from "./pull-requests.ts";
import {
  BESIDE,
  checkout,
  DEFAULT_BRANCH,
  defaultBranchBeside,
  findPullRequests,
  gate,
  ON_PUSH,
  PREFECT_FILE,
  RUNS_ON,
  reviewedCommit,
  SELECT_ALL_ON,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

const FILE = "${{ setting.prefect-file }}";
const FOUND = "steps.detect.outputs";

/** What a detection found, however many deployments these are: an input holds no more than some hundred names. */
const FOUND_CHANGES = `\${{ ${FOUND}.changes-file }}`;

/** No step runs a flow's code, a pull request's least of all: names and parameters are read from the source. */
const READ = { "prefect-file": FILE, "flow-reader": "static" };

const detect = (more: Step["with"] = {}): Step => ({
  name: "Find changed deployments",
  id: "detect",
  uses: "detect-changed-deployments",
  with: { ...READ, "select-all-on": "${{ setting.select-all-on }}", ...more },
});

export const checkDeployments: Job = {
  id: "check",
  name: "check deployments",
  comment: "Needs no secret and no server, so pull requests of forks and the merge queue get it too.",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  permissions: { contents: "read" },
  outputs: { "any-changed": `\${{ ${FOUND}.any-changed }}` },
  steps: [
    checkout(HEAD),
    detect(),
    {
      name: "Check them, without a server",
      uses: "validate-deployments",
      with: { ...READ, "changes-file": FOUND_CHANGES },
    },
    {
      name: "Say what a fork's pull request leaves out",
      if: `github.event_name == 'pull_request' && !(${OWN_PULL_REQUEST})`,
      run: 'echo "This pull request comes from a fork and gets no secrets: nothing was deployed to DEV." >> "$GITHUB_STEP_SUMMARY"',
    },
  ],
};

const HAS_CHANGES = "needs.check.outputs.any-changed == 'true'";

/** What an earlier push left on DEV; whoever changes nothing needs no place in DEV's queue to find that out. */
const lookAtDev: Job = {
  id: "look",
  name: "look what DEV still has",
  comment: "A push that changes no deployments any more may have to take back what an earlier one deployed.",
  needs: ["check"],
  if: `${MAY_WRITE} && needs.check.outputs.any-changed != 'true' && !(${IS_NEW})`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  environment: withoutDeployment("dev"),
  permissions: { "pull-requests": "read" },
  env: PREFECT_ENV,
  outputs: {
    held: "${{ contains(steps.pull-requests.outputs.open, format('\"tag:{0}{1}\"', setting.tag-prefix, github.event.pull_request.number)) }}",
  },
  steps: [access("dev", "skip"), findPullRequests({ if: HAS_ACCESS })],
};

const STILL_THERE = "needs.look.outputs.held == 'true'";

/** DEV's deployments are tried by hand: no schedule runs there. */
const AS_IN_DEV = { schedules: "paused", paused: "as-declared" };

const deployToDev: Job = {
  id: "dev",
  name: "deploy to DEV",
  needs: ["check", "look"],
  if: `!failure() && !cancelled() && ${MAY_WRITE} && (${HAS_CHANGES} || ${STILL_THERE})`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("dev"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "skip", { tag: TAG }),
    checkout(NEWEST, { if: HAS_ACCESS }),
    { ...detect({ head: "HEAD" }), if: HAS_ACCESS },
    {
      name: "Deploy them on the pull request's branch, schedules off",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        ...READ,
        "changes-file": FOUND_CHANGES,
        "removed-policy": "pause",
        branch: "${{ github.event.pull_request.head.ref }}",
        tags: TAG,
        ...AS_IN_DEV,
      },
    },
    defaultBranchBeside({ if: HAS_ACCESS }),
    {
      name: "Bring back what the pull request no longer changes",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        "working-directory": BESIDE,
        ...READ,
        deployments: `tag:${TAG}`,
        "except-file": FOUND_CHANGES,
        "removed-policy": "delete",
        branch: `\${{ ${DEFAULT_BRANCH} }}`,
        ...AS_IN_DEV,
      },
    },
  ],
};

export const deploymentsOnPullRequest: Workflow = {
  file: "prefect-deployments-pull-request",
  name: "Prefect deployments: pull request",
  description: [
    "A pull request's changed deployments, checked, and deployed to DEV on its branch with schedules off. A draft, and one with the label `no-deploy`, is checked only.",
    "What a later push takes back returns to the default branch's definition. Require the check `deployments gate`.",
    "Environment `dev` gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, RUNS_ON],
  jobs: [checkDeployments, lookAtDev, deployToDev, gate("deployments gate", ["check"], ["look", "dev"])],
};

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
 * are on from the start, so that no later step can be missed.
 */
const applyToProd = (which: Step["with"], how: Step["with"]): Step => ({
  name: "Deploy them; what is on PROD keeps the state of its schedules",
  id: "apply",
  uses: "apply-deployments",
  with: {
    ...READ,
    ...which,
    "removed-policy": "delete",
    branch: `\${{ ${DEFAULT_BRANCH} }}`,
    schedules: "keep",
    "start-new-schedules": true,
    ...how,
  },
});

const CHOSEN_COMMIT = "${{ inputs.commit || github.sha }}";

export const PLAN_ONLY = { "plan-only": "${{ inputs.plan-only || false }}" };
export const ALLOW_OLDER = { "allow-older": "${{ inputs.allow-older || false }}" };

/** The job that deploys a commit of the default branch to PROD; `how` is laid over the inputs of apply-deployments. */
export const deployToProd = (which: Step["with"], how: Step["with"], commit = CHOSEN_COMMIT): Job => ({
  id: "prod",
  name: "deploy to PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("prod"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [access("prod", "fail"), ...reviewedCommit(commit), detect(), applyToProd(which, how)],
});

/** Shows what {@link deployToProd} would do. Its environment has no reviewers, and waits for no other job. */
export const planForProd = (which: Step["with"], how: Step["with"]): Job => ({
  id: "plan",
  name: "plan for PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  environment: withoutDeployment("prod-plan"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  outputs: { "any-changed": "${{ steps.apply.outputs.any-changed }}" },
  steps: [
    access("prod-plan", "fail"),
    ...reviewedCommit(CHOSEN_COMMIT),
    detect(),
    { ...applyToProd(which, { ...how, "plan-only": true }), name: "Show what it would change" },
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
  commit: {
    description: "Commit of the default branch to deploy; the newest unless given.",
    type: "string",
  },
  deployments: {
    description: "Deployments to bring to it, separated by commas; all unless given.",
    type: "string",
  },
  "plan-only": { description: "Show the plan and change nothing.", type: "boolean", default: true },
  "allow-older": {
    description: "Let it replace a newer commit: a roll-back.",
    type: "boolean",
    default: false,
  },
};

export const deploymentsOnMerge: Workflow = {
  file: "prefect-deployments-merge",
  name: "Prefect deployments: merge",
  description: [
    "What a merge changed, deployed to PROD on the default branch: existing schedules keep their state, new ones are switched on.",
    "An older commit than the deployed one is refused. Started by hand it shows the plan for a commit, and carries it out where `plan-only` is off.",
    "Environments `prod` and `dev` give the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: { ...ON_PUSH, workflow_dispatch: { inputs: MERGE_INPUTS } },
  concurrency: { group: "deployments-merge", queue: "max" },
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, RUNS_ON],
  jobs: [deployToProd(CHANGED_OR_NAMED, { ...PLAN_ONLY, ...ALLOW_OLDER }), bringDevAlong],
};

const cleanDev: Job = {
  id: "clean",
  name: "bring DEV back",
  if: TIDIES,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("dev", withoutDeployment("dev")),
  permissions: { contents: "read", "pull-requests": "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "skip"),
    checkout(`\${{ ${DEFAULT_BRANCH} }}`, { if: HAS_ACCESS }),
    findPullRequests({ name: "Find deployments of pull requests that are closed", if: HAS_ACCESS }),
    {
      name: "Bring them back to the default branch, or remove what it does not have",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        ...READ,
        deployments: "${{ steps.pull-requests.outputs.stale }}",
        "removed-policy": "delete",
        branch: `\${{ ${DEFAULT_BRANCH} }}`,
        ...AS_IN_DEV,
      },
    },
  ],
};

const onClose: Workflow = {
  file: "prefect-deployments-close",
  name: "Prefect deployments: close",
  description: [
    "When a pull request closes, merged or not, DEV returns to the default branch: what carries its tag gets the definition there, or is removed where there is none.",
    "Every night the same for pull requests whose closing started no run, such as those with conflicts.",
  ].join("\n"),
  on: { ...ON_CLOSE, schedule: [{ cron: "23 3 * * *" }], workflow_dispatch: null },
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, TAG_PREFIX, RUNS_ON],
  jobs: [cleanDev],
};

export const deployments: readonly Workflow[] = [deploymentsOnPullRequest, deploymentsOnMerge, onClose];
