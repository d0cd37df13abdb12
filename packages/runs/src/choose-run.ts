import type { FlowRun } from "#prefect-api";
import { counterOf } from "./run-key.ts";

/** What a job does that may have been run before. */
export type Choice =
  /** Watch this run, which it has started. */
  | { take: FlowRun }
  /** Start one with this counter. */
  | { start: number };

/**
 * What is to be done for a digest, by the runs that there are: the one of the highest counter is watched, to its end or
 * as it ended, unless it went wrong; then the next one is started.
 */
export function chooseRun(existing: readonly FlowRun[], digest: string): Choice {
  const counted = existing.flatMap((run) => {
    const counter = counterOf(run.idempotency_key, digest);
    return counter === undefined ? [] : [{ run, counter }];
  });
  const last = counted.sort((a, b) => b.counter - a.counter)[0];
  if (last === undefined) return { start: 1 };
  return wentWrong(last.run) ? { start: last.counter + 1 } : { take: last.run };
}

/** Whether a run ended without success, or is about to. */
export function wentWrong({ state_type }: FlowRun): boolean {
  return ["FAILED", "CRASHED", "CANCELLED", "CANCELLING"].includes(state_type ?? "");
}
