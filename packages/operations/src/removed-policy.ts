import type { PlanValues, RemovedPolicy } from "./options/index.ts";

/** What happens to deployments that left the files. */
export function removedPolicyOf({
  prune,
  removedPolicy,
}: Pick<PlanValues, "prune" | "removedPolicy">): RemovedPolicy {
  return removedPolicy ?? (prune ? "archive" : "keep");
}
