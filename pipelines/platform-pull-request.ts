import { checkDeployments, commenting, deployments } from "./deployments/index.ts";
import { flowsImage } from "./flows-image.ts";
import { type About, jobOf, momentOf, settingsOfAll } from "./platform-moments.ts";
import { ON_CLOSE, ON_PULL_REQUEST, ofPullRequest } from "./pull-requests.ts";
import { gate } from "./steps.ts";
import { prefectWorker } from "./worker/index.ts";
import type { Job, Workflow } from "./workflow.ts";

const POOL = "pool";
const IMAGE_IN_DEV = "image-dev";

/** A job that writes to DEV in its turn: once those before it have ended, and none of them failed. */
const inTurn = (job: Job, id: string, after: readonly string[], own: string): Job => ({
  ...job,
  id,
  needs: after,
  if: `!failure() && !cancelled() && needs.${own}.result == 'success' && ${job.if}`,
});

/**
 * A pull request's checks and its way to DEV for all pipelines in one workflow: the pool, then the image that it is to
 * have, then the deployments that run in both. One clone looks for what changed, one gate judges.
 */
export function inOnePullRequest(
  about: About,
  image: Workflow,
  pools: Workflow,
  deployments: Workflow,
): Workflow {
  const changed = jobOf(pools, "changed");
  const [checkout, ...checks] = checkDeployments.steps;
  if (checkout === undefined) throw new Error("The check has no checkout.");
  const check: Job = {
    ...checkDeployments,
    name: "check deployments, look for changes",
    outputs: { ...checkDeployments.outputs, ...changed.outputs },
    // The comparison is made before anything that may fail.
    steps: [checkout, ...changed.steps.slice(1), ...checks],
  };
  const pool = jobOf(pools, "dev");
  const deploy = jobOf(deployments, "dev");
  const inDev = [
    inTurn(
      { ...pool, if: pool.if?.replaceAll("needs.changed.", "needs.check.") },
      POOL,
      ["check", "image"],
      "check",
    ),
    inTurn(jobOf(image, "dev"), IMAGE_IN_DEV, ["image", POOL], "image"),
    jobOf(deployments, "look"),
    {
      ...deploy,
      needs: [...(deploy.needs ?? []), "image", POOL, IMAGE_IN_DEV],
    },
  ];
  return {
    file: "prefect-platform-pull-request",
    name: "Prefect platform: pull request",
    ...about,
    on: ON_PULL_REQUEST,
    concurrency: ofPullRequest("platform"),
    settings: settingsOfAll([image, pools, deployments]),
    jobs: [
      check,
      jobOf(image, "image"),
      ...inDev,
      commenting(gate("platform gate", ["check", "image"], [POOL, IMAGE_IN_DEV, "look", "dev"]), {
        check: "check deployments",
        image: "build the flows' image",
        dev: "deploy to DEV",
      }),
    ],
  };
}

/** What follows the end of a pull request, and the nightly sweep, for all pipelines in one workflow. */
export function inOneClose(about: About, pools: Workflow, deployments: Workflow): Workflow {
  return {
    file: "prefect-platform-close",
    name: "Prefect platform: close",
    ...about,
    on: { ...ON_CLOSE, schedule: deployments.on.schedule, workflow_dispatch: null },
    concurrency: ofPullRequest("platform"),
    settings: settingsOfAll([pools, deployments]),
    jobs: [...pools.jobs.map((job) => (job.id === "dev" ? { ...job, id: POOL } : job)), ...deployments.jobs],
  };
}

const FOR_BOTH = "Copy the platform's three files together.";

export const platformOnPullRequest = inOnePullRequest(
  {
    description: [
      "A pull request's image, worker and deployments: checked, and brought to DEV in this order: the worker, the image, the deployments. What has not changed is left out, and a failure stops what comes after it.",
      "One comment says what it does to PROD. Require the check `platform gate`.",
      `In place of flows-image-pull-request, prefect-worker-pull-request and prefect-deployments-pull-request. ${FOR_BOTH}`,
    ].join("\n"),
  },
  momentOf(flowsImage, "pull-request"),
  momentOf(prefectWorker, "pull-request"),
  momentOf(deployments, "pull-request"),
);

export const platformOnClose = inOneClose(
  {
    description: [
      "When a pull request closes, merged or not, DEV goes back to the default branch: deployments, worker, and the work pool's image and template. Every night the same for pull requests whose closing started no run.",
      `In place of prefect-worker-close and prefect-deployments-close. ${FOR_BOTH}`,
    ].join("\n"),
  },
  momentOf(prefectWorker, "close"),
  momentOf(deployments, "close"),
);
