import { shortList } from "#diagnostics";
import { code, escapeMarkdown } from "#markdown";
import { bringsRunsBack, type DetailLine, detailsOf, droppedRunsOf } from "./describe-deployment.ts";
import { shorten, visible } from "./describe-value.ts";
import { byWeight, comparedWith, headline } from "./headline.ts";
import type { Action, ShownDeployment, ShownPlan } from "./plan.ts";
import { notesOf, type SharedNote } from "./plan-notes.ts";

const SYMBOLS: Record<Action, string> = {
  create: "🟢 create",
  update: "🟡 update",
  delete: "🔴 delete",
  pause: "⏸️ pause",
  keep: "⚪ keep",
  unchanged: "⚪ unchanged",
};

/** A page that holds more is no longer read, and GitHub takes 1 MiB of a step. */
const MAX_ROWS = 200;
const MAX_LINES = 12;

/** A plan as Markdown for a job summary: what weighs most first, unchanged deployments only counted. */
export function renderPlanMarkdown(plan: ShownPlan): string {
  const notes = notesOf(plan.deployments);
  const rows = byWeight(plan.deployments).filter(({ action }) => action !== "unchanged");
  const dropped = rows.filter(bringsRunsBack).reduce((sum, { droppedRuns }) => sum + droppedRuns, 0);
  const lines = [`**${counts(plan)}** on ${shownCode(comparedWith(plan))}`];
  if (dropped > 0) {
    const runs = dropped === 1 ? "run is" : "runs are";
    lines.push("", `⚠️ ${dropped} scheduled ${runs} dropped and rescheduled within seconds.`);
  }
  if (rows.length > 0) {
    lines.push("", "| | Deployment | What changes | Why |", "|---|---|---|---|");
    lines.push(...rows.slice(0, MAX_ROWS).map((planned) => row(planned, notes.own.get(planned.key) ?? [])));
  }
  if (rows.length > MAX_ROWS) {
    lines.push("", `… and ${rows.length - MAX_ROWS} more deployments: the plan's JSON has all of them.`);
  }
  if (notes.shared.length > 0) lines.push("", ...listOf(notes.shared, "ℹ️ "));
  return `${[...lines, ...unchangedNotes(notes.unchanged)].join("\n")}\n`;
}

/** Folded up: nothing happens to these deployments, and hundreds of them may have a note. */
function unchangedNotes(notes: readonly SharedNote[]): string[] {
  if (notes.length === 0) return [];
  return [
    "",
    "<details><summary>Notes on unchanged deployments</summary>",
    "",
    ...listOf(notes, ""),
    "",
    "</details>",
  ];
}

function listOf(notes: readonly SharedNote[], sign: string): string[] {
  const more = notes.length - MAX_ROWS;
  const list = notes
    .slice(0, MAX_ROWS)
    .map(({ note, keys }) => `- ${sign}${shortList(keys.map(shownCode))}: ${prose(note)}`);
  return [...list, ...(more > 0 ? [`- … and ${more} more`] : [])];
}

function counts(plan: ShownPlan): string {
  const symbols = Object.entries(SYMBOLS).map(([action, symbol]) => [action, symbol.split(" ")[0]]);
  return headline(plan, Object.fromEntries(symbols));
}

function row(planned: ShownDeployment, notes: readonly string[]): string {
  const details = detailsOf(planned);
  const dropped = droppedRunsOf(planned);
  const what = [
    ...details.slice(0, MAX_LINES).map(renderLine),
    ...(details.length > MAX_LINES ? [`… and ${details.length - MAX_LINES} more`] : []),
    ...(dropped ? [`⚠️ ${dropped}`] : []),
    ...notes.map((note) => `ℹ️ ${prose(note)}`),
  ];
  const cells = [SYMBOLS[planned.action], shownCode(planned.key), what.join("<br>"), prose(planned.reason)];
  return `| ${cells.join(" | ")} |`;
}

function renderLine({ sign, label, before, after }: DetailLine): string {
  const name = `${sign === "-" ? "−" : sign} ${shownCode(label)}`;
  if (before === null && after === null) return name;
  return sign === "+"
    ? `${name} ${shownCode(after ?? "")}`
    : `${name} ${shownCode(before ?? "")} → ${shownCode(after ?? "")}`;
}

/** Untrusted text as code, with what a page could act on made visible. */
function shownCode(text: string): string {
  return code(visible(text));
}

/** Untrusted text as prose, of a length that is read. */
function prose(text: string): string {
  return escapeMarkdown(shorten(text, 300));
}
