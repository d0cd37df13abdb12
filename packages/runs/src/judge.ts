import type { FlowRun } from "#prefect-api";
import { durationText } from "./duration-text.ts";

export type Verdict = "passed" | "failed" | "inconclusive";

/** How a run went, and why it didn't go well. */
export interface Outcome {
  verdict: Verdict;
  /** What happened; null where it passed. */
  reason: string | null;
  /** What to do about it; null where only the flow's author knows. */
  fix: string | null;
}

/** Seconds. */
export interface Limits {
  /** From when it was asked for to its end. */
  timeout: number;
  /** For a worker to take it, or, paused, for what it waits for. */
  startTimeout: number;
}

/** What is to be done about a run after a look at it. */
export type Step =
  | { kind: "wait" }
  | { kind: "ended"; outcome: Outcome }
  /** It ran too long. */
  | { kind: "overdue"; outcome: Outcome }
  /** It waited too long: why is to be found out. */
  | { kind: "stuck" };

/**
 * @param asked when it was asked for, or taken over, in milliseconds
 * @param now in milliseconds
 */
export function judge(run: FlowRun, { timeout, startTimeout }: Limits, asked: number, now: number): Step {
  const outcome = outcomeOf(run);
  if (outcome) return { kind: "ended", outcome };
  const isPaused = run.state_type === "PAUSED";
  const isOverdue = now - asked > timeout * 1000;
  if (isPaused || !hasStarted(run)) {
    const since = isPaused ? Math.max(asked, Date.parse(run.state?.timestamp ?? "") || asked) : asked;
    return isOverdue || now - since > startTimeout * 1000 ? { kind: "stuck" } : { kind: "wait" };
  }
  if (!isOverdue) return { kind: "wait" };
  return {
    kind: "overdue",
    outcome: {
      verdict: "failed",
      reason: `It did not end within ${durationText(timeout)} (${run.state_name}).`,
      fix: "Look at its log for where it hangs, or give it more time by `timeout`.",
    },
  };
}

/** A run's outcome once it has ended: a flow's own retries are over by then. */
export function outcomeOf({ state_type, state_name, state }: FlowRun): Outcome | undefined {
  const message = state?.message?.trim() || undefined;
  switch (state_type) {
    case "COMPLETED":
      return { verdict: "passed", reason: null, fix: null };
    case "FAILED":
      return { verdict: "failed", reason: message ?? `It ended as ${state_name}.`, fix: null };
    case "CRASHED":
      return {
        verdict: "failed",
        reason: `It crashed${message ? `: ${message}` : "."}`,
        fix: "Look at its infrastructure: its process, container or pod ended without a word of the flow.",
      };
    case "CANCELLED":
      return { verdict: "failed", reason: `It was cancelled${message ? `: ${message}` : "."}`, fix: null };
    default:
      return undefined;
  }
}

/** Whether a flow's code has begun; a run that waits for its next try has. */
export function hasStarted({ start_time }: FlowRun): boolean {
  return start_time !== null && start_time !== undefined;
}
