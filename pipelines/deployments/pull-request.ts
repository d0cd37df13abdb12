import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment, writingTo } from "../environments.ts";
import {
  HEAD,
  IS_NEW,
  MAY_WRITE,
  NEWEST,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  TAG,
} from "../pull-requests.ts";
import {
  BESIDE,
  checkout,
  DEFAULT_BRANCH,
  defaultBranchBeside,
  findPullRequests,
  gate,
  PREFECT_FILE,
  RUNS_ON,
  SELECT_ALL_ON,
  TAG_PREFIX,
} from "../steps.ts";
import type { Job, Step, Workflow } from "../workflow.ts";
import { commenting, planOfPullRequest } from "./comment.ts";
import { IMPORT_IMAGE, IMPORTS_OUTPUT, importFlows, PULLING } from "./imports.ts";
import { AS_IN_DEV, detect, FOUND, FOUND_CHANGES, READ } from "./reading.ts";
import { SMOKE_OUTPUT, smoke } from "./smoke.ts";

/** Said also where a step before has failed. */
export const FORKS_NOTICE: Step = {
  name: "Say what a fork's pull request leaves out",
  if: `!cancelled() && github.event_name == 'pull_request' && !(${OWN_PULL_REQUEST})`,
  run: 'echo "This pull request comes from a fork and gets no secrets: nothing was deployed to DEV." >> "$GITHUB_STEP_SUMMARY"',
};

export const checkDeployments: Job = {
  id: "check",
  name: "check deployments",
  comment: "Needs no secret and no server, so pull requests of forks and the merge queue get it too.",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  permissions: { contents: "read", ...PULLING },
  outputs: {
    "any-changed": `\${{ ${FOUND}.any-changed }}`,
    "changed-before": `\${{ ${FOUND}.changed-before }}`,
    ...IMPORTS_OUTPUT,
  },
  steps: [
    checkout(HEAD),
    detect({ "previous-head": "${{ github.event.before }}" }),
    {
      name: "Check them, without a server",
      uses: "validate-deployments",
      with: { ...READ, "changes-file": FOUND_CHANGES },
    },
    ...planOfPullRequest,
    // Last of what may fail: the plan is there by then.
    ...importFlows,
    FORKS_NOTICE,
  ],
};

const HAS_CHANGES = "needs.check.outputs.any-changed == 'true'";

/** The push before had changes, so DEV may have them. */
const TAKEN_BACK = "needs.check.outputs.changed-before == 'true'";

/**
 * What earlier pushes left on DEV, where neither this one nor the one before it has changes, and nothing else tells:
 * whoever changes nothing needs no place in DEV's queue to find that out.
 */
export const lookAtDev: Job = {
  id: "look",
  name: "look what DEV still has",
  comment:
    "An earlier push's changes may still be there, as where the run that was to take them back failed.",
  needs: ["check"],
  if: `${MAY_WRITE} && needs.check.outputs.any-changed != 'true' && needs.check.outputs.changed-before != 'true' && !(${IS_NEW})`,
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

export const deployToDev: Job = {
  id: "dev",
  name: "deploy to DEV",
  needs: ["check", "look"],
  if: `!failure() && !cancelled() && ${MAY_WRITE} && (${HAS_CHANGES} || ${TAKEN_BACK} || ${STILL_THERE})`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 60,
  ...writingTo("dev"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  outputs: SMOKE_OUTPUT,
  steps: [
    access("dev", "skip", { tag: TAG }),
    checkout(NEWEST, { if: HAS_ACCESS }),
    { ...detect({ head: "HEAD" }), if: HAS_ACCESS },
    {
      name: "Deploy them on the pull request's branch, schedules off",
      id: "apply",
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
    ...smoke,
  ],
};

export const deploymentsOnPullRequest: Workflow = {
  file: "prefect-deployments-pull-request",
  name: "Prefect deployments: pull request",
  description: [
    "A pull request's changed deployments, checked, and deployed to DEV on its branch with schedules off. A draft, and one with the label `no-deploy`, is checked only.",
    "One comment says what it does to PROD, before anybody merges.",
    "A deployment whose definition says so (`x-cicd: {smoke: ...}`) is run in DEV, and how that ended is in the comment and in the gate.",
    "What a later push takes back returns to the default branch's definition. Require the check `deployments gate`.",
    "Environment `dev` gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, SELECT_ALL_ON, TAG_PREFIX, IMPORT_IMAGE, RUNS_ON],
  jobs: [
    checkDeployments,
    lookAtDev,
    deployToDev,
    commenting(gate("deployments gate", ["check"], ["look", "dev"]), {
      check: "check deployments",
      dev: "deploy to DEV",
    }),
  ],
};
