import { exclude, resolveSelection, type Selection, type TaggedKeys } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import type { PlanValues } from "../options/index.ts";
import type { NamedDefinition } from "./named-definition.ts";
import { removedKeys } from "./removed-keys.ts";

export interface Selected {
  /** Definitions, in the order of the files. */
  selected: NamedDefinition[];
  /** Keys of live deployments that the files don't have: named as removed, or with a selected tag. */
  removed: string[];
}

/** What a user may say of which deployments are meant. */
export type Selecting = Pick<PlanValues, "deployments" | "except" | "removed" | "namePrefix">;

/**
 * Selects definitions; see `resolveSelection` and `exclude`. One whose flow can't be named is selected by its own name:
 * building it tells what is wrong with it.
 *
 * @param tagged the live deployments that have the selected tags
 * @throws FaultError with every selector that selects nothing, and for what is named as removed and defined all the same
 */
export function select(
  named: readonly NamedDefinition[],
  { deployments, except, removed, namePrefix }: Selecting,
  tagged: TaggedKeys,
): Selected {
  const asked = resolve(named, deployments, tagged);
  const gone = removedKeys(removed, namePrefix, named);
  const left = exclude(
    { selected: asked.selected, removed: [...new Set([...gone, ...asked.removed])] },
    except,
    named,
  );
  const wanted = new Set(left.selected);
  // A live deployment that seems to have left the files may belong to a flow that can't be named.
  if (asked.removed.some((key) => left.removed.includes(key))) throwIfAny(faultsOf(named));
  return { selected: named.filter(({ key }) => wanted.has(key)), removed: left.removed };
}

function resolve(
  named: readonly NamedDefinition[],
  selectors: readonly string[],
  tagged: TaggedKeys,
): Selection {
  try {
    return resolveSelection(selectors, named, tagged);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    // What was named may well be one of those that can't be read.
    throw new FaultError([...error.faults, ...faultsOf(named)]);
  }
}

function faultsOf(named: readonly NamedDefinition[]): Fault[] {
  return [...new Set(named.flatMap(({ faults }) => faults))];
}
