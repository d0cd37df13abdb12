import { IS_CHANGED } from "./changed-files.ts";
import { deployments, withEnd, withoutEnd } from "./deployments/index.ts";
import { flowsImage } from "./flows-image.ts";
import { type About, jobOf, momentOf, settingsOfAll } from "./platform-moments.ts";
import { prefectWorker } from "./worker/index.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

const NOTHING_FAILED = "!failure() && !cancelled()";
const ON_PUSH = "github.event_name == 'push'";

/** Merges as one workflow, in this order; a failure stops what comes after it. A version is released when all pools have it. */
export function inOneMerge(about: About, image: Workflow, pools: Workflow, deployments: Workflow): Workflow {
  const workflows = [withoutPools(image), followingImage(pools), deployments].map(withoutEnd);
  const jobs: Job[] = [];
  let before: string[] = [];
  const toRelease = jobOf(image, RELEASE);
  for (const workflow of workflows) {
    const conditions = workflow.file === deployments.file ? [] : [ON_PUSH];
    const own = workflow.jobs.map((job) => afterAll(job, workflow, before, conditions));
    jobs.push(...own);
    before = [...before, ...own.map(({ id }) => id)];
  }
  const inPools = jobs.filter(({ id }) => POOLS_JOB.test(id)).map(({ id }) => id);
  jobs.push(released(toRelease, image, inPools));
  return withEnd(
    {
      file: "prefect-platform",
      name: "Prefect platform: merge",
      ...about,
      on: Object.assign({}, ...workflows.map(({ on }) => on)),
      concurrency: { group: "platform-merge", queue: "max" },
      settings: settingsOfAll(workflows),
      jobs,
    },
    DEPLOYING,
  );
}

const RELEASE = "release";
const POOLS_JOB = /^(?!deployments-).*-(dev|prod)$/;

/** As long as a version has no tag it is due, so that a later merge gives it to a pool which did not take it. */
const released = (job: Job, image: Workflow, pools: readonly string[]): Job => {
  const { id, needs = [], ...rest } = afterAll({ ...job, needs: ["image"] }, image, [], [ON_PUSH]);
  return { ...rest, id, needs: [...needs, ...pools] };
};

/**
 * The image's own jobs for the work pools are left to those of the pools: a Helm release gives its pool the template
 * whenever a pod starts, so that an image set beside it would not last.
 */
const withoutPools = (image: Workflow): Workflow => ({
  ...image,
  jobs: image.jobs.filter(({ environment, id }) => environment === undefined && id !== RELEASE),
});

/** The job of the platform's that deploys to PROD. */
export const DEPLOYING = "deployments-prod";

const NEW_IMAGE = "needs.flows-image-image.outputs.image";

/** A new image is a change of the pools too, and they take what was built, by its digest. */
const followingImage = (pools: Workflow): Workflow => ({
  ...pools,
  jobs: pools.jobs.map((job) => ({
    ...job,
    ...(job.if === IS_CHANGED ? { if: `${IS_CHANGED} || ${NEW_IMAGE} != ''` } : {}),
    steps: job.steps.map(takingNewImage),
  })),
});

function takingNewImage(step: Step): Step {
  const { if: condition, with: given } = step;
  return {
    ...step,
    // The newest chart is looked for also where nothing but the image is new.
    ...(condition?.endsWith(" && steps.changed.outputs.any == 'true'")
      ? {
          if: condition.replace(
            "steps.changed.outputs.any == 'true'",
            `(steps.changed.outputs.any == 'true' || ${NEW_IMAGE} != '')`,
          ),
        }
      : {}),
    ...(given && "keep-image" in given
      ? {
          with: {
            ...given,
            image: `\${{ ${NEW_IMAGE} || ${inner(String(given.image))} }}`,
            "keep-image": `\${{ ${NEW_IMAGE} == '' }}`,
          },
        }
      : {}),
  };
}

/** A text with expressions as one expression. */
function inner(text: string): string {
  const [, whole] = /^\$\{\{ ((?:(?!\}\}).)*) \}\}$/.exec(text) ?? [];
  if (whole !== undefined) return whole;
  const values: string[] = [];
  const pattern = text.replace(
    /\$\{\{ (.*?) \}\}/g,
    (_match, value: string) => `{${values.push(value) - 1}}`,
  );
  return `format('${pattern}', ${values.join(", ")})`;
}

/** DEV waits for nothing of PROD; PROD waits for DEV. */
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
  const earlier = job.id === "dev" ? before.filter((id) => !id.endsWith("-prod")) : before;
  const all = [
    ...conditions,
    // Jobs before it may have had nothing to do; where its own predecessor had, so has it.
    ...(earlier.length > 0 ? [NOTHING_FAILED, ...needs.map((id) => `needs.${id}.result == 'success'`)] : []),
    ...(renamed.if === undefined ? [] : [`(${renamed.if})`]),
  ];
  return {
    ...renamed,
    id: `${prefix}-${job.id}`,
    ...(earlier.length + needs.length > 0 ? { needs: [...earlier, ...needs] } : {}),
    ...(all.length > 0 ? { if: all.join(" && ") } : {}),
  };
}

/** `needs.image.outputs` becomes `needs.flows-image-image.outputs`. */
function renameNeeds(job: Job, ids: readonly string[], prefix: string): Job {
  const text = JSON.stringify(job).replace(/\bneeds\.([a-z-]+)\./g, (match, id: string) =>
    ids.includes(id) ? `needs.${prefix}-${id}.` : match,
  );
  return JSON.parse(text) as Job;
}

/** The merges of all pipelines as one workflow, for copying only. */
export const platform = inOneMerge(
  {
    description:
      "One merge, in order: the flows' image, the worker with that image, the deployments. What has not changed is left out, and a failure stops what comes after it.\nStarted by hand it deploys the deployments alone, plan first.\nIn place of flows-image-merge, prefect-worker-merge and prefect-deployments-merge.",
  },
  momentOf(flowsImage, "merge"),
  momentOf(prefectWorker, "merge"),
  momentOf(deployments, "merge"),
);
