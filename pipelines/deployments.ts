import {
  access,
  checkout,
  findPullRequests,
  gate,
  HAS_ACCESS,
  HEAD,
  inEnvironment,
  NEWEST,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  PREFECT_ENV,
  PREFECT_FILE,
  RUNS_ON,
  SELECT_ALL_ON,
  TAG,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

const FILE = "${{ setting.prefect-file }}";
const FOUND = "steps.detect.outputs";
export const FOUND_DEPLOYMENTS = `\${{ ${FOUND}.deployments }}`;

const detect = (more: Step["with"] = {}): Step => ({
  name: "Find changed deployments",
  id: "detect",
  uses: "detect-changed-deployments",
  with: { "prefect-file": FILE, "select-all-on": "${{ setting.select-all-on }}", ...more },
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
      with: { "prefect-file": FILE, deployments: FOUND_DEPLOYMENTS },
    },
    {
      name: "Say what a fork's pull request leaves out",
      if: `github.event_name == 'pull_request' && !(${OWN_PULL_REQUEST})`,
      run: 'echo "This pull request comes from a fork and gets no secrets: nothing was deployed to DEV." >> "$GITHUB_STEP_SUMMARY"',
    },
  ],
};

const deployToDev: Job = {
  id: "dev",
  name: "deploy to DEV",
  comment: "A push that changes no deployments any more still has to take back what an earlier one deployed.",
  needs: ["check"],
  if: `github.event_name == 'pull_request' && ${OWN_PULL_REQUEST} && (needs.check.outputs.any-changed == 'true' || github.event.action == 'synchronize')`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...inEnvironment("dev"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "skip"),
    checkout(NEWEST, { if: HAS_ACCESS }),
    { ...detect({ head: "HEAD" }), if: HAS_ACCESS },
    {
      name: "Deploy them on the pull request's branch, schedules off",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        "prefect-file": FILE,
        deployments: FOUND_DEPLOYMENTS,
        removed: `\${{ ${FOUND}.removed }}`,
        "removed-policy": "pause",
        reasons: `\${{ ${FOUND}.reasons }}`,
        branch: "${{ github.event.pull_request.head.ref }}",
        tags: TAG,
        schedules: "paused",
        paused: "as-declared",
      },
    },
    checkout("main", { name: "Check out main beside it", if: HAS_ACCESS, path: ".main" }),
    {
      name: "Bring what the pull request no longer changes back to main",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        "working-directory": ".main",
        "prefect-file": FILE,
        deployments: `tag:${TAG}`,
        except: `\${{ ${FOUND}.deployments }}\n\${{ ${FOUND}.removed }}\n`,
        "removed-policy": "delete",
        branch: "main",
        schedules: "paused",
        paused: "as-declared",
      },
    },
  ],
};

export const deploymentsOnPullRequest: Workflow = {
  file: "prefect-deployments-pull-request",
  name: "Prefect deployments: pull request",
  description: [
    "A pull request's changed deployments, checked, and deployed to DEV on its branch with schedules off.",
    "What a later push takes back returns to main's definition. Require the check `deployments gate`.",
    "Environment `dev` gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, RUNS_ON],
  jobs: [checkDeployments, deployToDev, gate("deployments gate", ["check", "dev"])],
};

/**
 * A step that brings PROD to the commit that is checked out. What is on PROD keeps the state of its schedules; new ones
 * are on from the start, so that no later step can be missed.
 */
const applyToProd = (more: Step["with"]): Step => ({
  name: "Deploy them; what is on PROD keeps the state of its schedules",
  id: "apply",
  uses: "apply-deployments",
  with: {
    "prefect-file": FILE,
    // By hand everything is brought to the commit, whoever changed it on the server.
    deployments: `\${{ github.event_name == 'workflow_dispatch' && 'all' || ${FOUND}.deployments }}`,
    removed: `\${{ ${FOUND}.removed }}`,
    "removed-policy": "delete",
    reasons: `\${{ ${FOUND}.reasons }}`,
    branch: "main",
    schedules: "keep",
    "start-new-schedules": true,
    ...more,
  },
});

const CHOSEN_COMMIT = "${{ inputs.commit || github.sha }}";

const commitOfMain = (commit: string): Step[] => [
  checkout(commit),
  {
    name: "Refuse a commit that is not on main",
    run: 'git merge-base --is-ancestor HEAD origin/main || { echo "::error::The commit is not on main."; exit 1; }',
  },
];

export const PLAN_ONLY = { "plan-only": "${{ inputs.plan-only || false }}" };
export const ALLOW_OLDER = { "allow-older": "${{ inputs.allow-older || false }}" };

/** The job that deploys a commit of main to PROD; `how` is laid over the inputs of apply-deployments. */
export const deployToProd = (how: Step["with"], commit = CHOSEN_COMMIT): Job => ({
  id: "prod",
  name: "deploy to PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...inEnvironment("prod"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  steps: [
    access("prod", "fail"),
    ...commitOfMain(commit),
    detect(),
    applyToProd(how),
  ],
});

/** Shows what {@link deployToProd} would do. Its environment has no reviewers, and waits for no other job. */
export const planForProd = (how: Step["with"]): Job => ({
  id: "plan",
  name: "plan for PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  environment: "prod-plan",
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  outputs: { "any-changed": "${{ steps.apply.outputs.any-changed }}" },
  steps: [
    access("prod-plan", "fail"),
    ...commitOfMain(CHOSEN_COMMIT),
    detect(),
    { ...applyToProd({ ...how, "plan-only": true }), name: "Show what it would change" },
  ],
});

export const bringDevAlong: Job = {
  id: "dev",
  name: "bring DEV along",
  comment: "What an open pull request has on DEV stays as it is.",
  if: "github.event_name == 'push'",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...inEnvironment("dev"),
  permissions: { contents: "read", "pull-requests": "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "fail"),
    checkout("${{ github.sha }}"),
    findPullRequests(),
    detect(),
    {
      name: "Deploy main's changes, schedules off",
      uses: "apply-deployments",
      with: {
        "prefect-file": FILE,
        deployments: FOUND_DEPLOYMENTS,
        removed: `\${{ ${FOUND}.removed }}`,
        except: "${{ steps.pull-requests.outputs.open-deployments }}",
        "removed-policy": "delete",
        reasons: `\${{ ${FOUND}.reasons }}`,
        branch: "main",
        schedules: "paused",
        paused: "as-declared",
      },
    },
  ],
};

export const MERGE_INPUTS = {
  commit: { description: "Commit of main to deploy; the newest unless given.", type: "string" },
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
    "What a merge changed, deployed to PROD on main: existing schedules keep their state, new ones are switched on.",
    "An older commit than the deployed one is refused. Started by hand it shows the plan for a commit, and carries it out where `plan-only` is off.",
    "Environments `prod` and `dev` give the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: {
    push: { branches: ["main"] },
    workflow_dispatch: { inputs: MERGE_INPUTS },
  },
  concurrency: { group: "deployments-merge", queue: "max" },
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, RUNS_ON],
  jobs: [deployToProd({ ...PLAN_ONLY, ...ALLOW_OLDER }), bringDevAlong],
};

const cleanDev: Job = {
  id: "clean",
  name: "bring DEV back to main",
  if: `github.event_name != 'pull_request' || ${OWN_PULL_REQUEST}`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...inEnvironment("dev"),
  permissions: { contents: "read", "pull-requests": "read" },
  env: PREFECT_ENV,
  steps: [
    access("dev", "skip"),
    checkout("main", { if: HAS_ACCESS }),
    findPullRequests({ name: "Find deployments of pull requests that are closed", if: HAS_ACCESS }),
    {
      name: "Bring them back to main, or remove what main does not have",
      if: HAS_ACCESS,
      uses: "apply-deployments",
      with: {
        "prefect-file": FILE,
        deployments: "${{ steps.pull-requests.outputs.stale }}",
        "removed-policy": "delete",
        branch: "main",
        schedules: "paused",
        paused: "as-declared",
      },
    },
  ],
};

const onClose: Workflow = {
  file: "prefect-deployments-close",
  name: "Prefect deployments: close",
  description: [
    "When a pull request closes, merged or not, DEV returns to main: what carries its tag gets main's definition, or is removed where main has none.",
    "Every night the same for pull requests whose closing started no run, such as those with conflicts.",
  ].join("\n"),
  on: {
    pull_request: { branches: ["main"], types: ["closed"] },
    schedule: [{ cron: "23 3 * * *" }],
    workflow_dispatch: null,
  },
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, TAG_PREFIX, RUNS_ON],
  jobs: [cleanDev],
};

export const deployments: readonly Workflow[] = [deploymentsOnPullRequest, deploymentsOnMerge, onClose];
