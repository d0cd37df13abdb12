import type { Deployment, FlowRun, Worker, WorkPool, WorkQueue } from "#prefect-api";

/** What a server tells of where a run waits. */
export interface WaitingPlace {
  deployment: Pick<Deployment, "work_pool_name" | "global_concurrency_limit">;
  /** Undefined for a deployment that is served, and for a pool that is gone. */
  pool: WorkPool | undefined;
  queue: WorkQueue | undefined;
  workers: readonly Worker[];
}

/** Why a run has not started, and what to do. */
export function whyWaiting(
  run: FlowRun,
  { deployment, pool, queue, workers }: WaitingPlace,
): { reason: string; fix: string } {
  const poolName = run.work_pool_name ?? deployment.work_pool_name;
  if (run.state_type === "PAUSED") {
    const what = run.state?.message?.trim();
    return {
      reason: `It is paused, and nobody went on with it${what ? `: ${what}` : "."}`,
      fix: "Resume it in Prefect's UI with what it waits for, or give it a parameter by which it doesn't ask.",
    };
  }
  if (!poolName) {
    return {
      reason: "It has no work pool, and no program serves the deployment.",
      fix: "Start the program that calls `serve()`, or give the deployment a work pool.",
    };
  }
  if (pool?.is_paused) {
    return { reason: `The work pool "${poolName}" is paused.`, fix: "Resume the work pool." };
  }
  if (queue?.is_paused) {
    return {
      reason: `The work queue "${queue.name}" of the work pool "${poolName}" is paused.`,
      fix: "Resume the work queue.",
    };
  }
  if (run.state_name === "AwaitingConcurrencySlot") {
    const limit = deployment.global_concurrency_limit?.limit;
    return {
      reason: `No slot of the deployment's concurrency limit${limit ? ` (${limit})` : ""} became free.`,
      fix: "Wait for its other runs, or raise its `concurrency_limit`.",
    };
  }
  const full = [
    { what: `the work pool "${poolName}"`, place: pool },
    { what: `the work queue "${queue?.name}"`, place: queue },
  ].find(({ place }) => place && isFull(place));
  if (full) {
    return {
      reason: `No slot of ${full.what} became free: ${full.place?.concurrency_limit} are used.`,
      fix: "Wait for the runs before it, or raise the concurrency limit.",
    };
  }
  if (run.state_type === "PENDING") {
    const what = run.state?.message?.trim();
    return {
      reason: `A worker took it, and its flow has not started (${run.state_name}${what ? `: ${what}` : ""}).`,
      fix: "Look at the worker's log, and whether the infrastructure can pull the image and has room.",
    };
  }
  if (pool && needsWorker(pool) && !workers.some(({ status }) => status === "ONLINE")) {
    return {
      reason: `No worker polls the work pool "${poolName}".`,
      fix: `Start one: \`prefect worker start --pool ${poolName}\`.`,
    };
  }
  if (pool && !needsWorker(pool)) {
    return {
      reason: `The work pool "${poolName}" is of the type ${pool.type}, and Prefect did not bring the run there in time (${run.state_name}).`,
      fix: "Only Prefect Cloud brings runs to such a pool: look at the pool's credentials and its page there.",
    };
  }
  return {
    reason: `No worker of the work pool "${poolName}" took it in time (${run.state_name}).`,
    fix: "Look at the workers' logs and their limits, and which work queues they poll.",
  };
}

function isFull({ concurrency_limit: limit, active_slots: used }: WorkPool | WorkQueue): boolean {
  // Servers before 3.9 don't tell what is used: then nothing is said of it.
  return typeof limit === "number" && typeof used === "number" && used >= limit;
}

/** To push pools and to Prefect's own it is Prefect Cloud that brings the runs. */
function needsWorker({ type }: WorkPool): boolean {
  return !type.endsWith(":push") && type !== "prefect:managed";
}
