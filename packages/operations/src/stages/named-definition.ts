import type { Fault } from "#diagnostics";
import type { DeploymentDefinition } from "#prefect-project";

/** A definition with what it is called on the server, or with what keeps us from knowing that. */
export type NamedDefinition = {
  definition: DeploymentDefinition;
  /** `flow-name/deployment-name` as in the file. */
  unprefixedKey: string;
  /** The same as it is on the server, which a name prefix changes. */
  key: string;
  faults: readonly Fault[];
};

/** Stands for a flow's name that can't be told. No server takes a name with `%`. */
export const UNKNOWN_FLOW = "%";
