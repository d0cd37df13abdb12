import {
  changedInPullRequest,
  HAS_CHANGED,
  HAS_NOT_CHANGED,
  IS_CHANGED,
  stillChanged,
} from "../changed-files.ts";
import { access, HAS_ACCESS } from "../environments.ts";
import { MAY_WRITE, NEWEST, ON_PULL_REQUEST, ofPullRequest, TAG } from "../pull-requests.ts";
import { RELEASED_VERSION } from "../releases.ts";
import { BESIDE, checkout, defaultBranchBeside, gate, RUNS_ON, restorePool, TAG_PREFIX } from "../steps.ts";
import type { Workflow } from "../workflow.ts";
import { machine, release, SETTINGS, setUpTools, upgrade, VALUES_FOLDER, worker } from "./upgrade.ts";

export const workerOnPullRequest: Workflow = {
  file: "prefect-worker-pull-request",
  name: "Prefect worker: pull request",
  description: [
    "A pull request that changes the worker's Helm values: K3s and Helm are checked on DEV's machine, and DEV's worker and work pool are upgraded. A push that takes the change back puts back what DEV had before it.",
    "What runs on DEV's machine is up to whoever may push to the repository: a label keeps no workflow away from it. Require the check `worker gate`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("worker"),
  settings: [...SETTINGS, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    changedInPullRequest(VALUES_FOLDER),
    worker("dev", {
      if: `${MAY_WRITE} && ${IS_CHANGED}`,
      steps: [
        access("dev", "skip"),
        checkout(NEWEST, { if: HAS_ACCESS }),
        stillChanged(VALUES_FOLDER),
        setUpTools({ if: HAS_ACCESS }),
        ...upgrade("dev", RELEASED_VERSION, { "temporary-for": TAG }, HAS_CHANGED),
        defaultBranchBeside({ if: HAS_NOT_CHANGED }),
        restorePool({
          if: HAS_NOT_CHANGED,
          with: { mode: "helm", ...release("dev", `${BESIDE}/`), "temporary-for": TAG },
        }),
      ],
    }),
    gate("worker gate", ["changed"], ["dev"]),
  ],
};
