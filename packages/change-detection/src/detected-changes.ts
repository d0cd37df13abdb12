import type { Fault, Location } from "#diagnostics";

/** What became of a deployment between base and head; how it is listed is the order of weight. */
export type Change = "added" | "modified" | "affected" | "removed";

export const changes: readonly Change[] = ["added", "modified", "affected", "removed"];

export interface DetectedDeployment {
  /** `flow-name/deployment-name`. */
  key: string;
  flowName: string;
  name: string;
  /**
   * `added`, `removed`: its key is at one side only. `modified`: its definition differs. `affected`: only its code
   * does, or something that selects every deployment.
   */
  change: Change;
  /** For a reader: `flows/orders.py -> lib/clean.py -> lib/dates.py`. */
  reason: string;
  /** Files from the flow's own to the nearest changed one; empty where no code changed. */
  chain: readonly string[];
  /** Where it is defined: at the head, a removed one at the base. */
  location: Location;
}

export interface DetectedChanges {
  /** The commits that were compared; without a base everything is selected. */
  base: string | null;
  head: string;
  /** Why it is this base, or why there is none. */
  baseReason: string;
  /** Why every deployment is selected; null where only what changed is. */
  everything: string | null;
  /** By key. */
  deployments: readonly DetectedDeployment[];
  /** Keys of those whose definitions declare a run that tries them, and that are not removed. */
  declaringRuns: readonly string[];
  /** How many deployments of the head are not selected. */
  unchanged: number;
  /**
   * Why files of the head can't be read. Their deployments are not told of, and as long as there is a fault nothing is
   * called removed: it may stand in one of those.
   */
  broken: readonly Fault[];
  /** What could not be told, and what Prefect would pass over in silence. */
  warnings: readonly Fault[];
}
