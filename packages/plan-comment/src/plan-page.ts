import { notesOf, type SharedNote, type ShownDeployment, type ShownPlan } from "#deployment-plan";
import { shortCommit } from "#git";
import { code } from "#markdown";
import { bodyParts, headlineOf, placeOf } from "./deployment-fold.ts";
import { byWeight, countEffects, EFFECTS, effectOf, HAPPEN, SYMBOLS } from "./effects.ts";
import { shownValues } from "./hidden-values.ts";
import { JOB_SUMMARY } from "./limits.ts";
import { noteLines } from "./note-lines.ts";
import { HEADS } from "./verdict.ts";
import { warningLines } from "./warning-lines.ts";

/** A page is read to its end where it has no more folds; then they are open. */
const FEW = 5;
/** So many deployments of which the same is to be said are told together. */
const ALIKE = 3;
const MOST_NAMES = 500;

/**
 * A plan as a page for a job summary: how many deployments what happens to, then each with all of its values, the heaviest
 * first. What is the same for several is said once, with their names; unchanged ones are only counted.
 */
export function planPage(plan: ShownPlan): string {
  const { own, shared, unchanged } = notesOf(plan.deployments);
  const told = byWeight(plan).map((one) => ({ ...one, notes: own.get(one.key) ?? [] }));
  const groups = alike(told, plan);
  const opening = [`${countsOf(plan)}\n`, warningLines([plan.warnings]), noteLines(shared, "ℹ️ ")];
  const closing = notesOnUnchanged(unchanged);
  const parts: string[] = [];
  let left = JOB_SUMMARY - [...opening, closing].join("\n").length;
  for (const [index, group] of groups.entries()) {
    const fold = foldOf(group, groups.length <= FEW);
    left -= fold.length + 1;
    if (left < 0) {
      const missing = groups.slice(index).reduce((sum, { deployments }) => sum + deployments.length, 0);
      parts.push(`… and ${missing} more deployments: the plan's JSON has all of them.\n`);
      break;
    }
    parts.push(fold);
  }
  return [...opening, parts.join(""), closing].filter((part) => part !== "").join("\n");
}

/** `🔴 1 deleted, 🟡 2 updated, 197 unchanged, on https://…` */
function countsOf(plan: ShownPlan): string {
  const counts = countEffects(plan);
  const told = EFFECTS.filter((effect) => counts[effect] > 0).map((effect) =>
    effect === "none"
      ? `${counts[effect]} ${HEADS[effect]}`
      : `${SYMBOLS[effect]} ${counts[effect]} ${HEADS[effect]}`,
  );
  const where = plan.server ?? (plan.base === null ? null : `the base ${shortCommit(plan.base)}`);
  const on = where === null ? "" : `, ${plan.server === null ? "compared with" : "on"} ${code(where)}`;
  return `**${told.join(", ") || "No deployments selected"}**${on}`;
}

interface Group {
  deployments: ShownDeployment[];
  /** What is said of each, without its name and place. */
  body: string;
}

function alike(deployments: readonly ShownDeployment[], plan: ShownPlan): Group[] {
  const isShown = shownValues(["all"]);
  const groups = new Map<string, Group>();
  for (const deployment of deployments) {
    const body = bodyParts(deployment, plan, "the server", isShown).join("\n");
    const key = JSON.stringify([effectOf(deployment), deployment.droppedRuns, body]);
    const group = groups.get(key) ?? { deployments: [], body };
    group.deployments.push(deployment);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) =>
    group.deployments.length >= ALIKE
      ? [group]
      : group.deployments.map((one) => ({ deployments: [one], body: group.body })),
  );
}

function foldOf({ deployments, body }: Group, isOpen: boolean): string {
  const [first] = deployments;
  if (first === undefined) return "";
  const open = `<details${isOpen ? " open" : ""}><summary>`;
  if (deployments.length === 1) {
    const place = placeOf(first).map((line) => `- ${line}\n`);
    // Its reason is the first line.
    const [why = "", ...rest] = body.split("\n");
    const lines = [why, ...place.map((line) => line.trimEnd()), ...rest];
    return `${open}${headlineOf(first)}</summary>\n\n${lines.join("\n")}\n</details>\n`;
  }
  const effect = effectOf(first);
  const dropped = deployments.reduce((sum, { droppedRuns }) => sum + droppedRuns, 0);
  const runs = dropped > 0 ? `; ⚠️ ${dropped} scheduled runs are dropped` : "";
  const headline = `${SYMBOLS[effect]} ${deployments.length} deployments ${HAPPEN[effect]}${runs}`;
  const names = deployments.slice(0, MOST_NAMES).map(({ key }) => code(key));
  const more = deployments.length - names.length;
  const list = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `${open}${headline}</summary>\n\n${body}\n${list}\n\n</details>\n`;
}

/** Folded: nothing happens to these deployments. */
function notesOnUnchanged(notes: readonly SharedNote[]): string {
  if (notes.length === 0) return "";
  return `<details><summary>Notes on unchanged deployments</summary>\n\n${noteLines(notes)}\n</details>\n`;
}
