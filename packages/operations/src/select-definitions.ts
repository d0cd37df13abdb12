import { resolveSelection, type Selection, spare, type TaggedKeys } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import type { DeploymentDefinition } from "#prefect-project";

/** A definition with what it is called on the server, or with what keeps us from knowing that. */
export type NamedDefinition = {
  definition: DeploymentDefinition;
  /** `flow-name/deployment-name` as in the file. */
  fileKey: string;
  /** The same as it is on the server, which a name prefix changes. */
  key: string;
  faults: readonly Fault[];
};

/** Stands for a flow's name that can't be told. No server takes a name with `%`. */
export const UNKNOWN_FLOW = "%";

export interface SelectedDefinitions {
  selected: NamedDefinition[];
  /** Keys of live deployments with a selected tag that the files don't have. */
  removed: string[];
}

/**
 * Selects definitions; see `resolveSelection` and `spare`. One whose flow can't be named is selected by its own name: building
 * it tells what is wrong with it.
 *
 * @throws FaultError with every selector that selects nothing
 */
export function selectDefinitions(
  named: readonly NamedDefinition[],
  selectors: readonly string[],
  exceptions: readonly string[],
  tagged: TaggedKeys,
): SelectedDefinitions {
  const { selected: keys, removed } = spare(resolve(named, selectors, tagged), exceptions, named);
  const wanted = new Set(keys);
  const selected = named.filter(({ key }) => wanted.has(key));
  // A live deployment that seems to have left the files may belong to a flow that can't be named.
  if (removed.length > 0) throwIfAny(faultsOf(named));
  return { selected, removed };
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
