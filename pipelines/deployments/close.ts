import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment, writingTo } from "../environments.ts";
import { ON_CLOSE, ofPullRequest, TIDIES } from "../pull-requests.ts";
import { checkout, DEFAULT_BRANCH, findPullRequests, PREFECT_FILE, RUNS_ON, TAG_PREFIX } from "../steps.ts";
import type { Job, Workflow } from "../workflow.ts";
import { editOnClose } from "./last-edit.ts";
import { AS_IN_DEV, READ } from "./reading.ts";
import { cancelLeftRuns } from "./run.ts";

export const cleanDev: Job = {
  id: "clean",
  name: "bring DEV back",
  if: TIDIES,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 30,
  ...writingTo("dev", withoutDeployment("dev")),
  permissions: { contents: "read", "pull-requests": "read", actions: "read" },
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
    {
      ...cancelLeftRuns,
      if: `${HAS_ACCESS} && github.event_name != 'pull_request'`,
    },
  ],
};

/** Says how a pull request ended, where nothing of it was anywhere. */
export const editedOnClose: Workflow = {
  file: "prefect-deployments-close",
  name: "Prefect deployments: close",
  description: "When a pull request closes, its comment says whether it was merged.",
  on: ON_CLOSE,
  concurrency: ofPullRequest("deployments"),
  settings: [RUNS_ON],
  jobs: [editOnClose({})],
};

export const deploymentsOnClose: Workflow = {
  file: "prefect-deployments-close",
  name: "Prefect deployments: close",
  description: [
    "When a pull request closes, merged or not, DEV returns to the default branch: what carries its tag gets the definition there, or is removed where there is none.",
    "Every night the same for pull requests whose closing started no run, such as those with conflicts; and runs in DEV are cancelled whose job was lost with its machine.",
  ].join("\n"),
  on: { ...ON_CLOSE, schedule: [{ cron: "23 3 * * *" }], workflow_dispatch: null },
  concurrency: ofPullRequest("deployments"),
  settings: [PREFECT_FILE, TAG_PREFIX, RUNS_ON],
  jobs: [cleanDev, editOnClose({ clean: "bring DEV back" })],
};
