import type { Json } from "#json";
import type { CorpusEntry } from "./corpus.ts";
import { type NamedDifference, nameRefusal } from "./named-differences.ts";

/**
 * How one deployment came out:
 * - `equal`: both stored the same, but for the named differences
 * - `both refuse`: neither stored anything
 * - `refused`: only `prefect deploy` stored it; by a named difference, or without need
 * - `accepted`: only ours stored it
 * - `different`: a field differs without a name for it
 * - `no reference`: what `prefect deploy` stores could not be found out
 */
export type Outcome = "equal" | "both refuse" | "refused" | "accepted" | "different" | "no reference";

/** How `prefect deploy` read the flow; `stand-ins`: with stand-ins for packages that aren't installed. */
export type ReadHow = "imported" | "stand-ins" | "fallback";

/** One field that both stored, and not the same. */
export interface FieldDifference {
  field: string;
  theirs: Json;
  ours: Json;
}

export interface DeploymentFinding {
  /** `flow/name`, or the name and the place in the file where there is no flow. */
  deployment: string;
  outcome: Outcome;
  /** Differences on purpose that show in what is stored; see {@link namesOf}. */
  named: NamedDifference[];
  /** What differs without a name for it. */
  fields: FieldDifference[];
  /** Why ours refuses. */
  reasons: string[];
  /** Why `prefect deploy` refuses, or why there is no reference. */
  theirReason: string | null;
  how: ReadHow | null;
  /** Why the fallback had to be taken. */
  fallbackReason: string | null;
}

/** What comparing one prefect file came to. */
export interface Finding extends CorpusEntry {
  /** Why the file could not be compared. */
  missing: string | null;
  /** Version of Prefect, and the day. */
  prefect: string;
  day: string;
  deployments: DeploymentFinding[];
}

/** Every difference on purpose that shows in a finding, those of a refusal included. */
export function namesOf({ outcome, named, reasons }: DeploymentFinding): NamedDifference[] {
  return outcome === "refused" ? nameRefusal(reasons) : named;
}

/** Whether a finding is one that may not be: a difference or a refusal that has no name. */
export function isUnnamed(finding: DeploymentFinding): boolean {
  const { outcome } = finding;
  if (outcome === "refused" || outcome === "accepted") return namesOf(finding).length === 0;
  return outcome === "different";
}
