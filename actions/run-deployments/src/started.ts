import { state } from "#action-kit";

const STATE = "runs";

/** Leaves the ids of the runs that have not ended for the post step. */
export function saveStarted(ids: readonly string[]): void {
  state.save(STATE, JSON.stringify(ids));
}

/** The ids that the main step left. */
export function startedRuns(): string[] {
  return JSON.parse(state.read(STATE) ?? "[]") as string[];
}
