import { code } from "#action-kit";
import { shortList } from "#diagnostics";
import type { CancelledLeft } from "#operations";

/** The job summary: what was left, and what became of it. */
export function summary({ cancelled, running, kept }: CancelledLeft, isPlan: boolean): string {
  const parts = [
    { what: isPlan ? "would be cancelled" : "cancelled", runs: cancelled },
    { what: "asked to stop, and still running", runs: running },
  ].filter(({ runs }) => runs.length > 0);
  const told = parts.map(
    ({ what, runs }) =>
      `**${countOf(runs.length)} ${what}:** ${shortList(runs.map(({ name }) => code(name)))}\n`,
  );
  const rest =
    kept.length === 0
      ? []
      : [`${countOf(kept.length)} of jobs that go on, or that GitHub doesn't know: let be.\n`];
  return [...(told.length === 0 ? ["**No job has left a run**\n"] : told), ...rest].join("\n");
}

const countOf = (count: number) => `${count} run${count === 1 ? "" : "s"}`;
