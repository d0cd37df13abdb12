import { setTimeout as sleep } from "node:timers/promises";
import { FaultError } from "#diagnostics";
import type { PrefectClient, Worker } from "#prefect-api";

/** Says of a worker whether it is the one that is waited for. */
export type IsAwaited = (worker: Worker) => boolean;

const POLL_MILLISECONDS = 1000;

/**
 * Waits for a worker of a pool.
 *
 * @param deadline milliseconds since the epoch
 * @throws FaultError that lists the workers there are, when none comes in time
 */
export async function waitForWorker(
  prefect: PrefectClient,
  pool: string,
  isAwaited: IsAwaited,
  deadline: number,
  what: string,
): Promise<Worker> {
  for (;;) {
    const workers = await prefect.workPools.workers(pool);
    const found = workers.find((worker) => worker.status === "ONLINE" && isAwaited(worker));
    if (found) return found;
    if (Date.now() >= deadline) {
      const seen = workers.map(
        ({ name, status, last_heartbeat_time }) =>
          `${name} (${status.toLowerCase()}, last heartbeat ${last_heartbeat_time ?? "never"})`,
      );
      throw new FaultError({
        code: "worker-absent",
        message: `No ${what} of the work pool ${pool} came online in time; ${seen.length > 0 ? `there are ${seen.join(", ")}` : "it has never had a worker"}.`,
        fix: "Look at the worker's log; raise `timeout` if it only needs longer.",
      });
    }
    await sleep(POLL_MILLISECONDS);
  }
}

/**
 * A worker that has sent a heartbeat since `seen` was read. A worker reads its pool anew before each heartbeat, so
 * it works with the template that was live then. No clocks are compared: a heartbeat is new when it differs.
 */
export function heartbeatSince(seen: readonly Worker[], name?: string): IsAwaited {
  const before = new Map(seen.map((worker) => [worker.name, worker.last_heartbeat_time]));
  return (worker) =>
    (name === undefined || worker.name === name) && worker.last_heartbeat_time !== before.get(worker.name);
}

/** A worker that is none of `known`: one without a fixed name has a new one at each start. */
export function newcomer(known: readonly Worker[]): IsAwaited {
  const names = new Set(known.map((worker) => worker.name));
  return (worker) => !names.has(worker.name);
}

/** Any worker, or the one of that name. */
export function named(name: string | undefined): IsAwaited {
  return (worker) => name === undefined || worker.name === name;
}
