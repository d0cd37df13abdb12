import { keyOfSelector } from "#deployment-plan";
import { deploymentName } from "#prefect-project";
import type { Selected, Selecting } from "./select.ts";

/** What became of the deployments that left the files, in the files' names. */
export interface RemovedKeys {
  /** Treated as `removed-policy` says. */
  handled: string[];
  /** Named as removed, and excluded by `except`. */
  excluded: string[];
}

/** Tells which of the removed deployments were handled: the selection has their names as on the server. */
export function removedKeysOf(
  { removed, namePrefix }: Pick<Selecting, "removed" | "namePrefix">,
  selection: Pick<Selected, "removed">,
): RemovedKeys {
  const left = new Set(selection.removed);
  const isHandled = (key: string) => {
    const slash = key.indexOf("/");
    return left.has(`${key.slice(0, slash)}/${deploymentName(key.slice(slash + 1), namePrefix)}`);
  };
  const named = removed.map(keyOfSelector);
  const byTag = namePrefix === undefined ? selection.removed : [];
  return {
    handled: [...new Set([...named.filter(isHandled), ...byTag])],
    excluded: named.filter((key) => !isHandled(key)),
  };
}

/**
 * The deployments that are not as a commit says once a run has deployed it: what changed since the recorded one, and
 * what was not as that one said, without what the run has applied or removed. In the order of their names.
 */
export function excludedAfter(run: {
  /**
   * What is otherwise at the commit than at the recorded one, what left the files too; all that it defines where none is
   * recorded.
   */
  changed: readonly string[];
  /** What was not as the recorded commit says. */
  before: Iterable<string>;
  applied: readonly string[];
  removed: RemovedKeys;
}): string[] {
  const done = new Set([...run.applied, ...run.removed.handled]);
  const open = new Set([...run.changed, ...run.before, ...run.removed.excluded]);
  return [...open].filter((key) => !done.has(key)).sort();
}
