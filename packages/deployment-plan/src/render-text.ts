import { shortList } from "#diagnostics";
import { type DetailLine, detailsOf, droppedRunsOf } from "./describe-deployment.ts";
import { impactLines } from "./describe-impact.ts";
import { visible } from "./describe-value.ts";
import { byWeight, comparedWith, headline } from "./headline.ts";
import type { Action, Cause, ShownDeployment, ShownPlan } from "./plan.ts";
import { notesOf, type SharedNote } from "./plan-notes.ts";

const SYMBOLS: Record<Action, string> = {
  create: "+",
  update: "~",
  delete: "-",
  archive: "▿",
  pause: "‖",
  keep: "·",
  unchanged: "=",
};

/** A plan for a terminal or a log. Unchanged deployments are only counted, but for what is worth telling of them. */
export function renderPlanText(plan: ShownPlan): string {
  const all = byWeight(plan.deployments);
  const notes = notesOf(all);
  const isTold = ({ action, filesChange }: ShownDeployment) => action !== "unchanged" || filesChange !== null;
  return [
    `${visible(comparedWith(plan))}: ${headline(plan)}`,
    ...all.filter(isTold).map((planned) => renderDeployment(planned, notes.own.get(planned.key) ?? [])),
    ...notes.shared.map((shared) => renderShared("note on", shared)),
    ...notes.unchanged.map((shared) => renderShared(SYMBOLS.unchanged, shared)),
    ...plan.notChecked.map((what) => `not checked: ${what}`),
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
    ...differentAlready(planned),
    ...(dropped ? [`    ! ${dropped}`] : []),
    ...impactLines(planned).map((line) => `    > ${line}`),
    ...notes.map((note) => `    note: ${visible(note)}`),
  ].join("\n");
}

/** What the change of the files has nothing to do with. */
function differentAlready({ changes, schedules, automations }: ShownDeployment): string[] {
  const isOfServer = ({ cause }: { cause?: Cause }) => cause === "server";
  const parts = [
    ...changes.filter(isOfServer).map(({ field }) => field),
    ...schedules.filter(isOfServer).map(({ title }) => `schedule ${title}`),
    ...automations.filter(isOfServer).map(({ name }) => `automation ${name}`),
  ];
  if (parts.length === 0) return [];
  return [`    ! different on the server already, not by this change: ${parts.map(visible).join(", ")}`];
}

function renderLine({ sign, label, before, after }: DetailLine): string {
  if (before === null && after === null) return `${sign} ${label}`;
  return sign === "+" ? `${sign} ${label}: ${after}` : `${sign} ${label}: ${before} → ${after}`;
}
