import { setTimeout as sleep } from "node:timers/promises";
import { FaultError } from "#diagnostics";
import type { FlowRun, PrefectClient } from "#prefect-api";
import { outcomeOf } from "./judge.ts";

/** What became of runs that were asked to be cancelled. */
export interface Cancelled {
  ended: FlowRun[];
  /** Those that did not stop in time. */
  running: FlowRun[];
}

/**
 * Asks for the cancelling of runs and waits until they have ended, for a bounded time. What one request fails on doesn't
 * keep the others from being sent.
 *
 * @param seconds how long is waited
 */
export async function cancelRuns(
  client: PrefectClient,
  ids: readonly string[],
  seconds: number,
): Promise<Cancelled> {
  const until = Date.now() + seconds * 1000;
  const asked = await Promise.allSettled(ids.map((id) => client.flowRuns.cancel(id)));
  for (;;) {
    const runs = await client.flowRuns.withIds(ids);
    const running = runs.filter((run) => outcomeOf(run) === undefined);
    if (running.length > 0 && Date.now() < until) {
      await sleep(LOOK_EVERY);
      continue;
    }
    const refused = asked.find((one) => one.status === "rejected" && !(one.reason instanceof FaultError));
    if (refused?.status === "rejected") throw refused.reason;
    return { ended: runs.filter((run) => !running.includes(run)), running };
  }
}

const LOOK_EVERY = 1000;

/** What forces a run's state. It ends no process: whoever does it makes sure of that first. */
export function forceCommand(apiUrl: string, id: string): string {
  const body = '{"state": {"type": "CANCELLED"}, "force": true}';
  return `curl -X POST ${apiUrl}/flow_runs/${id}/set_state -H 'Content-Type: application/json' -d '${body}'`;
}
