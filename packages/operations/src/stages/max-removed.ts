import type { Plan } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import type { PlanValues } from "../options/index.ts";
import { isRemoval } from "./removals.ts";

/**
 * What speaks against a plan that removes more than is allowed.
 *
 * @param held how many deployments come from here and are not archived
 */
export function tooManyRemoved(
  { deployments }: Pick<Plan, "deployments">,
  most: PlanValues["maxRemoved"],
  held: number,
): Fault[] {
  const removed = deployments.filter(isRemoval).map(({ key }) => key);
  if (most === undefined) return [];
  const allowed = "count" in most ? most.count : most.share * held;
  if (removed.length <= allowed) return [];
  const told = "count" in most ? `${most.count}` : `${Math.round(most.share * 1000) / 10}% of ${held}`;
  return [
    {
      code: "removed-too-many",
      message: `${removed.length} deployments would be removed, and \`max-removed\` allows ${told}.`,
      deployments: removed,
      fix: "See whether files, `prefect-file` or `scope` are right; if so, run once with a higher `max-removed`.",
    },
  ];
}
