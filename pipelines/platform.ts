import { IS_CHANGED } from "./changed-files.ts";
import type { Job, Workflow } from "./workflow.ts";

/** The three merges as one workflow, in this order; a failure stops what comes after it. */
export function inOneMerge(image: Workflow, worker: Workflow, deployments: Workflow): Workflow {
  const workflows = [withoutPools(image), followingImage(worker), deployments];
  const jobs: Job[] = [];
  let before: string[] = [];
  for (const workflow of workflows) {
    const conditions = workflow === deployments ? [] : [ON_PUSH];
    const own = workflow.jobs.map((job) => afterAll(job, workflow, before, conditions));
    jobs.push(...own);
    before = [...before, ...own.map(({ id }) => id)];
  }
  return {
    file: "prefect-platform",
    name: "Prefect platform: merge",
    description:
      "One merge, in order: the flows' image, the worker with that image, the deployments. What has not changed is left out, and a failure stops what comes after it.\nStarted by hand it deploys the deployments alone, plan first.\nIn place of flows-image-merge, prefect-worker-merge and prefect-deployments-merge.",
    on: Object.assign({}, ...workflows.map(({ on }) => on)),
    concurrency: { group: "platform-merge", queue: "max" },
    settings: [...new Map(workflows.flatMap(({ settings }) => settings).map((s) => [s.name, s])).values()],
    jobs,
  };
}

/**
 * The image's own jobs for the work pools are left to the worker's: a Helm release gives its pool the template
 * whenever a pod starts, so that an image set beside it would not last.
 */
const withoutPools = (image: Workflow): Workflow => ({
  ...image,
  jobs: image.jobs.filter(({ environment }) => environment === undefined),
});

/** A new image is a change of the worker too. */
const followingImage = (worker: Workflow): Workflow => ({
  ...worker,
  jobs: worker.jobs.map((job) =>
    job.if === IS_CHANGED
      ? { ...job, if: `${IS_CHANGED} || needs.flows-image-version.outputs.bump != 'none'` }
      : job,
  ),
});

const NOTHING_FAILED = "!failure() && !cancelled()";
const ON_PUSH = "github.event_name == 'push'";

function afterAll(
  job: Job,
  { file, jobs }: Workflow,
  before: readonly string[],
  conditions: readonly string[],
): Job {
  const prefix = file.replace(/^prefect-|-merge$/g, "");
  const ids = jobs.map(({ id }) => id);
  const renamed = renameNeeds(job, ids, prefix);
  const needs = (renamed.needs ?? []).map((id) => `${prefix}-${id}`);
  const all = [
    ...conditions,
    // Jobs before it may have had nothing to do; where its own predecessor had, so has it.
    ...(before.length > 0 ? [NOTHING_FAILED, ...needs.map((id) => `needs.${id}.result == 'success'`)] : []),
    ...(renamed.if === undefined ? [] : [`(${renamed.if})`]),
  ];
  return {
    ...renamed,
    id: `${prefix}-${job.id}`,
    ...(before.length + needs.length > 0 ? { needs: [...before, ...needs] } : {}),
    ...(all.length > 0 ? { if: all.join(" && ") } : {}),
  };
}

/** `needs.version.outputs` becomes `needs.flows-image-version.outputs`. */
function renameNeeds(job: Job, ids: readonly string[], prefix: string): Job {
  const text = JSON.stringify(job).replace(/\bneeds\.([a-z-]+)\./g, (match, id: string) =>
    ids.includes(id) ? `needs.${prefix}-${id}.` : match,
  );
  return JSON.parse(text) as Job;
}
