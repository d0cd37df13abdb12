import { bringsRunsBack, type DetailLine, detailsOf, droppedRunsOf } from "./describe-deployment.ts";
import { shorten, visible } from "./describe-value.ts";
import { byWeight, headline } from "./headline.ts";
import type { Action, PlannedDeployment, ShownPlan } from "./plan.ts";

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
  const rows = byWeight(plan.deployments).filter(({ action }) => action !== "unchanged");
  const dropped = rows.filter(bringsRunsBack).reduce((sum, { droppedRuns }) => sum + droppedRuns, 0);
  const lines = [`**${counts(plan)}** on ${code(plan.server)}`];
  if (dropped > 0) {
    const runs = dropped === 1 ? "run is" : "runs are";
    lines.push("", `⚠️ ${dropped} scheduled ${runs} dropped and rescheduled within seconds.`);
  }
  if (rows.length > 0) {
    lines.push("", "| | Deployment | What changes | Why |", "|---|---|---|---|");
    lines.push(...rows.slice(0, MAX_ROWS).map(row));
  }
  if (rows.length > MAX_ROWS) {
    lines.push("", `… and ${rows.length - MAX_ROWS} more deployments: the plan's JSON has all of them.`);
  }
  return `${[...lines, ...unchangedNotes(plan)].join("\n")}\n`;
}

/** Folded up: nothing happens to these deployments, and hundreds of them may have a note. */
function unchangedNotes({ deployments }: ShownPlan): string[] {
  const notes = deployments
    .filter(({ action }) => action === "unchanged")
    .flatMap(({ key, notes }) => notes.map((note) => `- ${code(key)}: ${plain(note)}`));
  if (notes.length === 0) return [];
  const more = notes.length - MAX_ROWS;
  const list = [...notes.slice(0, MAX_ROWS), ...(more > 0 ? [`- … and ${more} more`] : [])];
  return ["", "<details><summary>Notes on unchanged deployments</summary>", "", ...list, "", "</details>"];
}

function counts(plan: ShownPlan): string {
  const symbols = Object.entries(SYMBOLS).map(([action, symbol]) => [action, symbol.split(" ")[0]]);
  return headline(plan, Object.fromEntries(symbols));
}

function row(planned: PlannedDeployment): string {
  const details = detailsOf(planned);
  const dropped = droppedRunsOf(planned);
  const what = [
    ...details.slice(0, MAX_LINES).map(renderLine),
    ...(details.length > MAX_LINES ? [`… and ${details.length - MAX_LINES} more`] : []),
    ...(dropped ? [`⚠️ ${dropped}`] : []),
    ...planned.notes.map((note) => `ℹ️ ${plain(note)}`),
  ];
  const cells = [SYMBOLS[planned.action], code(planned.key), what.join("<br>"), plain(planned.reason)];
  return `| ${cells.join(" | ")} |`;
}

function renderLine({ sign, label, before, after }: DetailLine): string {
  const name = `${sign === "-" ? "−" : sign} ${code(label)}`;
  if (before === null && after === null) return name;
  return sign === "+"
    ? `${name} ${code(after ?? "")}`
    : `${name} ${code(before ?? "")} → ${code(after ?? "")}`;
}

/** Untrusted text as code: nothing in it is read as Markdown or HTML, nor ends a table's cell. */
export function code(text: string): string {
  const shown = visible(text);
  // A pipe ends a cell also inside a code span, and a backslash before it is read in two ways.
  if (shown.includes("|")) return `<code>${entities(shown)}</code>`;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  // A space apart, a backtick of the text is no part of the fence; Markdown takes one space off each side.
  const pad = longest > 0 || shown.trim() === "" || /^ .* $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Untrusted text as prose. */
export function plain(text: string): string {
  return entities(shorten(text, 300));
}

/** An entity is never markup, wherever it stands. */
function entities(text: string): string {
  return text.replace(/[&<>|\\`*_[\]~]/g, (character) => `&#${character.codePointAt(0)};`);
}
