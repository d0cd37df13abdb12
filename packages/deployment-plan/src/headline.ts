import { shortCommit } from "#git";
import type { Action, PlanOf, ShownDeployment } from "./plan.ts";

/** What weighs most comes first: so a reader meets a deletion before anything else. */
export const ACTIONS: readonly Action[] = [
  "delete",
  "archive",
  "pause",
  "update",
  "create",
  "keep",
  "unchanged",
];

const WORDS: Record<Action, string> = {
  delete: "to delete",
  archive: "to archive",
  pause: "to pause",
  update: "to update",
  create: "to create",
  keep: "no longer in the files, kept",
  unchanged: "unchanged",
};

/** How many deployments a plan does what to. */
export function countActions(plan: PlanOf<boolean>): Record<Action, number> {
  const counts = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  for (const { action } of plan.deployments) counts[action]++;
  return counts;
}

/**
 * A plan in one line: `1 to delete, 3 to update, 197 unchanged`.
 *
 * @param symbols put before each count
 */
export function headline(plan: PlanOf<boolean>, symbols: Partial<Record<Action, string>> = {}): string {
  const counts = countActions(plan);
  const parts = ACTIONS.filter((action) => counts[action] > 0).map((action) =>
    [symbols[action], counts[action], WORDS[action]].filter((part) => part !== undefined).join(" "),
  );
  return parts.join(", ") || "no deployments selected";
}

/** What a plan was held against, for a reader: a server's address, or the base commit. */
export function comparedWith({ server, base }: PlanOf<boolean>): string {
  return server ?? (base === null ? "no base" : `the base ${shortCommit(base)}`);
}

/** Whether executing the plan sends any write. */
export function changesAnything(plan: PlanOf<boolean>): boolean {
  return plan.deployments.some(({ action }) => action !== "unchanged" && action !== "keep");
}

/** Deployments by weight, then in the plan's order. */
export function byWeight(deployments: readonly ShownDeployment[]): ShownDeployment[] {
  return [...deployments].sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}
