import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { Selected } from "./select.ts";

/**
 * What is left of a selection while files of definitions can't be read: what seems to have left the files may stand in
 * one of those, so nothing counts as removed.
 */
export function withoutRemoved(
  selection: Selected,
  broken: readonly Fault[],
  { warning }: Pick<Reporter, "warning">,
): Selected {
  const { length } = selection.removed;
  if (broken.length === 0 || length === 0) return selection;
  warning({
    code: "removal-withheld",
    message: `While a file of definitions can't be read, nothing counts as removed: ${length === 1 ? "1 deployment is" : `${length} deployments are`} left alone.`,
    fix: "Correct the file, and run again.",
    deployments: selection.removed,
  });
  return { ...selection, removed: [] };
}

/**
 * Does what is to be done with the other files.
 *
 * @throws FaultError where that goes wrong, with what is wrong with the broken files too
 */
export async function besideBroken<T>(broken: readonly Fault[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (broken.length === 0 || !(error instanceof FaultError)) throw error;
    throw new FaultError([...broken, ...error.faults]);
  }
}
