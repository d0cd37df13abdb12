import { describePair, visible } from "#deployment-plan";
import { type Json, jsonText } from "#json";
import { code, codeBlock, table } from "#markdown";
import { HIDDEN } from "./hidden-values.ts";
import type { ValueRow } from "./value-rows.ts";

/** A cell holds no more; what is longer stands whole in a fold below the table. */
const CELL = 100;

/** Values before and after as a table, and what is too long for a cell below it. */
export function valueTable(rows: readonly ValueRow[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ name, before, after, differsHidden }) => {
    const short = describePair(before, after, CELL);
    const now = differsHidden ? `${cell(after, short.after)}, another value` : cell(after, short.after);
    return [code(shortName(name)), cell(before, short.before), now];
  });
  return `${table(["", "before", "after"], cells)}${rows.map(wholeOf).join("")}`;
}

/** Values of what is new. */
export function newTable(rows: readonly ValueRow[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ name, after }) => [
    code(shortName(name)),
    cell(after, describePair(undefined, after, CELL).after),
  ]);
  return `${table(["", "new"], cells)}${rows.map(wholeOf).join("")}`;
}

/** A step of Prefect's own by its last name: `pull_steps[0].git_clone.branch`. */
function shortName(name: string): string {
  return name.replace(/(?<=^[a-z_]+\[\d+\]\.)prefect\.deployments\.steps\./, "");
}

function cell(value: Json | undefined, text: string): string {
  if (value === undefined || value === null) return "";
  return value === HIDDEN ? "<em>hidden</em>" : code(text);
}

function wholeOf({ name, before, after }: ValueRow): string {
  const whole = { before: wholeText(before), after: wholeText(after) };
  const parts = Object.entries(whole)
    .filter(([, text]) => text.length > CELL)
    .map(([side, text]) => `${side}\n\n${codeBlock(text)}`);
  if (parts.length === 0) return "";
  return `\n<details><summary>All of ${code(shortName(name))}</summary>\n\n${parts.join("\n")}\n</details>\n`;
}

/** Texts keep their lines; nothing in them acts on the page. */
function wholeText(value: Json | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : jsonText(value, { indent: 2 });
  return text.split("\n").map(visible).join("\n");
}
