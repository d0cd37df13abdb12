import { code, codeBlock, escapeMarkdown, table } from "#markdown";
import { durationText } from "./duration-text.ts";
import type { Verdict } from "./judge.ts";
import type { RunResult } from "./run-result.ts";

const SIGNS: Record<Verdict, string> = { passed: "✅", failed: "❌", inconclusive: "❔" };

/** How many runs ended in which way: `2 passed, 1 failed`. */
export function countsText(results: readonly RunResult[]): string {
  const counts = (Object.keys(SIGNS) as Verdict[])
    .map((verdict) => ({ verdict, count: results.filter((one) => one.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
  return counts.length === 0
    ? "nothing was run"
    : counts.map(({ verdict, count }) => `${count} ${verdict}`).join(", ");
}

/** A line for each run, for a terminal. */
export function renderRunsText(results: readonly RunResult[]): string {
  const lines = results.map((one) => {
    const told = [one.verdict, ...(one.reason === null ? [] : [one.reason]), paceText(one), one.url ?? ""];
    return `${one.deployment}: ${told.filter(Boolean).join("; ")}`;
  });
  return [...lines, countsText(results)].join("\n");
}

/** A table of the runs, and of each that did not pass its last lines, folded. */
export function renderRunsMarkdown(results: readonly RunResult[]): string {
  const rows = results.map((one) => [
    `${SIGNS[one.verdict]} ${code(one.deployment)}`,
    one.url === null ? escapeMarkdown(one.name ?? "") : `[${escapeMarkdown(one.name ?? "")}](${one.url})`,
    escapeMarkdown(paceText(one)),
    escapeMarkdown(
      [one.reason, one.fix, subflowsText(one)].filter((text) => text !== null && text !== "").join(" "),
    ),
  ]);
  const logs = results
    .filter(({ lastLines }) => lastLines.length > 0)
    .map(({ deployment, lastLines }) => {
      const summary = `<summary>The last lines of ${escapeMarkdown(deployment)}</summary>`;
      return `\n<details>${summary}\n\n${codeBlock(lastLines.join("\n"))}\n\n</details>\n`;
    });
  return `${table(["deployment", "run", "took", ""], rows)}\n${logs.join("")}`;
}

/** `12s (usually 10s)`; empty where it never ran. */
export function paceText({ seconds, median, isSlower }: RunResult): string {
  if (seconds === null) return "";
  const usual = median === null ? "no baseline" : `usually ${durationText(median)}`;
  return `${durationText(seconds)} (${usual}${isSlower ? ", slower" : ""})`;
}

function subflowsText({ failedSubflows }: RunResult): string {
  return failedSubflows.length === 0 ? "" : `Failed subflows: ${failedSubflows.join(", ")}.`;
}
