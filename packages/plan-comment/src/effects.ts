import type { ShownDeployment, ShownPlan } from "#deployment-plan";

/**
 * What a plan does to a deployment, for a reviewer. `code`: nothing of it is written, and its runs execute other code;
 * `already`: its definition differs in the files, and the server has it so.
 */
export type Effect =
  | "delete"
  | "archive"
  | "pause"
  | "update"
  | "create"
  | "code"
  | "keep"
  | "already"
  | "none";

/** By weight: a reader meets a deletion before anything else. */
export const EFFECTS: readonly Effect[] = [
  "delete",
  "archive",
  "pause",
  "update",
  "create",
  "code",
  "keep",
  "already",
  "none",
];

export const SYMBOLS: Record<Effect, string> = {
  delete: "🔴",
  archive: "📦",
  pause: "⏸️",
  update: "🟡",
  create: "🟢",
  code: "🔵",
  keep: "⚪",
  already: "⚪",
  none: "⚪",
};

/** What happens to one deployment. */
export const HAPPENS: Record<Effect, string> = {
  delete: "is deleted",
  archive: "is archived",
  pause: "is paused",
  update: "is updated",
  create: "is new",
  code: "runs changed code",
  keep: "left the files and is kept",
  already: "changes in the files and is so already",
  none: "stays as it is",
};

/** What happens to several. */
export const HAPPEN: Record<Effect, string> = {
  delete: "are deleted",
  archive: "are archived",
  pause: "are paused",
  update: "are updated",
  create: "are new",
  code: "run changed code",
  keep: "left the files and are kept",
  already: "change in the files and are so already",
  none: "stay as they are",
};

export function effectOf({ action, filesChange }: ShownDeployment): Effect {
  if (action !== "unchanged") return action;
  if (filesChange === "affected") return "code";
  return filesChange === null ? "none" : "already";
}

/** How many deployments a plan does what to. */
export function countEffects({ deployments }: ShownPlan): Record<Effect, number> {
  const counts = Object.fromEntries(EFFECTS.map((effect) => [effect, 0])) as Record<Effect, number>;
  for (const deployment of deployments) counts[effectOf(deployment)]++;
  return counts;
}

/** Whether a plan has anything to tell a reviewer. */
export function saysAnything(plan: ShownPlan): boolean {
  return plan.deployments.some((deployment) => effectOf(deployment) !== "none");
}

/** Deployments that a reviewer is told of, the heaviest first; of equal weight in the plan's order. */
export function byWeight(plan: ShownPlan): ShownDeployment[] {
  const weighed = plan.deployments
    .map((deployment) => ({ deployment, weight: weightOf(deployment) }))
    .filter(({ deployment }) => effectOf(deployment) !== "none");
  weighed.sort((a, b) => {
    const index = a.weight.findIndex((part, at) => part !== b.weight[at]);
    return index < 0 ? 0 : (a.weight[index] ?? 0) - (b.weight[index] ?? 0);
  });
  return weighed.map(({ deployment }) => deployment);
}

/** Smaller is heavier: what still is called and goes, then what is done, then runs that are dropped and callers. */
function weightOf(deployment: ShownDeployment): number[] {
  const { impact, droppedRuns } = deployment;
  const callers = (impact?.callers.calls.length ?? 0) + (impact?.callers.automations.length ?? 0);
  return [impact?.isDangling ? 0 : 1, EFFECTS.indexOf(effectOf(deployment)), -droppedRuns, -callers];
}

/** Whether all that is written of a deployment puts back what differs on the server already. */
export function isOnlyPutBack({ action, changes, schedules, automations }: ShownDeployment): boolean {
  if (action !== "update") return false;
  const causes = [
    ...changes.map(({ cause }) => cause),
    ...[...schedules, ...automations].filter((part) => part.action !== "unchanged").map(({ cause }) => cause),
  ];
  return causes.length > 0 && causes.every((cause) => cause === "server");
}
