import type { FlowRun, PrefectClient } from "#prefect-api";
import { chooseRun, wentWrong } from "./choose-run.ts";
import { outcomeOf } from "./judge.ts";
import { counterOf, type Job, jobTag, runDigest, runKey } from "./run-key.ts";
import type { RunRequest } from "./run-request.ts";

export interface StartedRun {
  run: FlowRun;
  /** False for one that the job had started before it was run again. */
  isNew: boolean;
}

/** The runs that the job has started before, by its tag. */
export function runsOfJob(client: PrefectClient, job: Job): Promise<FlowRun[]> {
  return client.flowRuns.list({ operator: "and_", tags: { operator: "and_", all_: [jobTag(job)] } });
}

/** The runs of a job that were started for some requests: also one whose start was answered by nothing of use. */
export async function runsOfRequests(
  client: PrefectClient,
  job: Job,
  requests: readonly RunRequest[],
): Promise<FlowRun[]> {
  const digests = requests.map((request) => digestOf(job, request));
  const known = await runsOfJob(client, job);
  return known.filter((run) => digests.some((digest) => counterOf(run.idempotency_key, digest)));
}

/** Whether runs that the job has started for these requests go on: then it has been run again. */
export async function runsUnderWay(
  client: PrefectClient,
  job: Job,
  requests: readonly RunRequest[],
): Promise<boolean> {
  return (await runsOfRequests(client, job, requests)).some((run) => outcomeOf(run) === undefined);
}

function digestOf(job: Job, { deployment, parameters, jobVariables }: RunRequest): string {
  return runDigest(job, { deploymentId: deployment.id, parameters, jobVariables });
}

/**
 * Starts a run, or takes the one that the job had started before.
 *
 * @param known the runs of the job; see {@link runsOfJob}
 */
export async function startRun(
  client: PrefectClient,
  job: Job,
  request: RunRequest,
  known: readonly FlowRun[],
): Promise<StartedRun> {
  const { deployment, parameters, jobVariables, tags, workQueue } = request;
  const digest = digestOf(job, request);
  const choice = chooseRun(known, digest);
  if ("take" in choice) return { run: choice.take, isNew: false };
  for (let counter = choice.start; ; counter++) {
    const run = await client.flowRuns.start(deployment.id, {
      idempotency_key: runKey(digest, counter),
      parameters,
      job_variables: jobVariables,
      tags: [...tags, jobTag(job)],
      ...(workQueue === undefined ? {} : { work_queue_name: workQueue }),
    });
    // Somebody may have taken the tag away: a run that went wrong before is answered to its key.
    if (!wentWrong(run)) return { run, isNew: true };
  }
}
