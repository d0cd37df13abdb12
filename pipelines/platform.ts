import type { Job, Moment } from "./workflow.ts";

/** One workflow in which a merge goes through the moments in this order; a failure stops those after it. */
export function inOneMerge(moments: readonly Moment[]): Moment {
  const [first] = moments;
  if (first === undefined) throw new Error("There is nothing to combine.");
  const jobs: Job[] = [];
  let before: string[] = [];
  for (const moment of moments) {
    const isLast = moment === moments.at(-1);
    const own = moment.jobs.map((job) => afterAll(job, moment, before, isLast ? [] : [ON_PUSH]));
    jobs.push(...own);
    before = [...before, ...own.map(({ id }) => id)];
  }
  return {
    file: "prefect-platform",
    name: "Prefect platform: merge",
    description:
      "One merge, in order: the flows' image, the worker, the deployments. What has not changed is left out, and a failure stops what comes after it.\nStarted by hand it deploys the deployments alone, plan first.\nIn place of flows-image-merge, prefect-worker-merge and prefect-deployments-merge.",
    on: Object.assign({}, ...moments.map(({ on }) => on)),
    concurrency: { group: "platform-merge", queue: "max" },
    settings: [...new Map(moments.flatMap(({ settings }) => settings).map((s) => [s.name, s])).values()],
    jobs,
  };
}

const NOTHING_FAILED = "!failure() && !cancelled()";
const ON_PUSH = "github.event_name == 'push'";

function afterAll(
  job: Job,
  { file, jobs }: Moment,
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
