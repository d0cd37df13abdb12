import type { PrefectClient } from "#prefect-api";
import { notStarted } from "./conclude.ts";
import { type Outcome, outcomeOf } from "./judge.ts";
import type { Job } from "./run-key.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunResult } from "./run-result.ts";
import { runsOfJob, runsOfRequests } from "./start-run.ts";
import { CANCELLED, type RunObserver, Watch, type WatchOptions } from "./watch.ts";

/**
 * Starts runs, batch after batch, as many at a time as are allowed, and watches them until each has ended, waited or run
 * too long. Whatever happens, none is left that was started here and not asked to stop.
 */
export async function runAndWatch(
  client: PrefectClient,
  job: Job,
  requests: readonly RunRequest[],
  options: WatchOptions,
  observer: RunObserver,
): Promise<RunResult[]> {
  const watch = new Watch(client, options, observer);
  const known = await runsOfJob(client, job);
  const batches = batchesOf(requests, options.batchSize);
  let why: Outcome = CANCELLED;
  try {
    for (const [index, batch] of batches.entries()) {
      if (batches.length > 1)
        observer.reporter.info(`Batch ${index + 1} of ${batches.length}: ${batch.length} runs`);
      const waiting = [...batch];
      while (!watch.isCancelled && (waiting.length > 0 || watch.isBusy)) {
        while (waiting.length > 0 && !watch.isCancelled && watch.underWay < options.maxParallelRuns) {
          await watch.start(job, waiting.shift() as RunRequest, known);
        }
        await watch.look(waiting.length);
      }
      if (watch.isCancelled) break;
      const passed = batch.every((request) => watch.results.get(request)?.verdict === "passed");
      if (!passed && options.onFailedBatch !== "continue") {
        why = BATCH_STOPPED;
        break;
      }
    }
  } catch (error) {
    const left = await runsOfRequests(client, job, requests).catch(() => []);
    await watch.stopAll(left.filter((run) => outcomeOf(run) === undefined)).catch(() => {});
    throw error;
  }
  await watch.stopAll();
  return requests.map((request) => watch.results.get(request) ?? notStarted(request, why));
}

const BATCH_STOPPED: Outcome = {
  verdict: "inconclusive",
  reason: "In a batch before its own a run did not pass.",
  fix: "Run the job again once that is mended: it takes what has passed as it is.",
};

/** All in one where no size is given. */
export function batchesOf<T>(all: readonly T[], size = all.length): T[][] {
  return Array.from({ length: Math.ceil(all.length / Math.max(size, 1)) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
