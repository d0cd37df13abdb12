import { shortList } from "#diagnostics";
import { type DetailLine, detailsOf, droppedRunsOf } from "./describe-deployment.ts";
import { visible } from "./describe-value.ts";
import { byWeight, comparedWith, headline } from "./headline.ts";
import type { Action, ShownDeployment, ShownPlan } from "./plan.ts";
import { notesOf, type SharedNote } from "./plan-notes.ts";

const SYMBOLS: Record<Action, string> = {
  create: "+",
  update: "~",
  delete: "-",
  pause: "‖",
  keep: "·",
  unchanged: "=",
};

/** A plan for a terminal or a log. Unchanged deployments are only counted, but for what is worth telling of them. */
export function renderPlanText(plan: ShownPlan): string {
  const all = byWeight(plan.deployments);
  const notes = notesOf(all);
  return [
    `${visible(comparedWith(plan))}: ${headline(plan)}`,
    ...all
      .filter(({ action }) => action !== "unchanged")
      .map((planned) => renderDeployment(planned, notes.own.get(planned.key) ?? [])),
    ...notes.shared.map((shared) => renderShared("note on", shared)),
    ...notes.unchanged.map((shared) => renderShared(SYMBOLS.unchanged, shared)),
  ].join("\n");
}

function renderShared(sign: string, { note, keys }: SharedNote): string {
  return `${sign} ${shortList(keys.map(visible))}: ${visible(note)}`;
}

function renderDeployment(planned: ShownDeployment, notes: readonly string[]): string {
  const dropped = droppedRunsOf(planned);
  return [
    `${SYMBOLS[planned.action]} ${visible(planned.key)}  (${visible(planned.reason)})`,
    ...detailsOf(planned).map((line) => `    ${renderLine(line)}`),
    ...(dropped ? [`    ! ${dropped}`] : []),
    ...notes.map((note) => `    note: ${visible(note)}`),
  ].join("\n");
}

function renderLine({ sign, label, before, after }: DetailLine): string {
  if (before === null && after === null) return `${sign} ${label}`;
  return sign === "+" ? `${sign} ${label}: ${after}` : `${sign} ${label}: ${before} → ${after}`;
}
