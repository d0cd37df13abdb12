import { shortList } from "#diagnostics";
import { code, codeBlock, escapeMarkdown, table } from "#markdown";
import { durationText } from "./duration-text.ts";
import type { Verdict } from "./judge.ts";
import type { RunResult } from "./run-result.ts";

const SIGNS: Record<Verdict, string> = { passed: "✅", failed: "❌", inconclusive: "❔" };

/** Of more that passed nobody reads each one. */
const MOST_PASSED = 20;

/** How many runs ended in which way: `2 passed, 1 failed, 3 not started`. */
export function countsText(results: readonly RunResult[]): string {
  const started = results.filter((one) => !wasNotStarted(one));
  const counts = [
    ...(Object.keys(SIGNS) as Verdict[]).map((verdict) => ({
      what: verdict,
      count: started.filter((one) => one.verdict === verdict).length,
    })),
    { what: "not started", count: results.length - started.length },
  ].filter(({ count }) => count > 0);
  return counts.length === 0
    ? "nothing was run"
    : counts.map(({ what, count }) => `${count} ${what}`).join(", ");
}

/** Whether a run never was, and that is not its own fault: the job was cancelled, or a batch before did not pass. */
function wasNotStarted({ id, verdict }: RunResult): boolean {
  return id === null && verdict === "inconclusive";
}

/** A line for each run, for a terminal. */
export function renderRunsText(results: readonly RunResult[]): string {
  const lines = results.map((one) => {
    const told = [one.verdict, ...(one.reason === null ? [] : [one.reason]), paceText(one), one.url ?? ""];
    return `${one.deployment}: ${told.filter(Boolean).join("; ")}`;
  });
  return [...lines, countsText(results)].join("\n");
}

/** Tables of the runs, those that went wrong first, with their last lines folded; many that passed are folded too. */
export function renderRunsMarkdown(results: readonly RunResult[]): string {
  const started = results.filter((one) => !wasNotStarted(one));
  const of = (verdict: Verdict) => started.filter((one) => one.verdict === verdict);
  const wrong = [...of("failed"), ...of("inconclusive")];
  const passed = of("passed");
  const areFolded = passed.length > MOST_PASSED;
  const shown = areFolded ? wrong : [...wrong, ...passed];
  return [
    ...(shown.length > 0 ? [tableOf(shown)] : []),
    ...notStartedText(results.filter(wasNotStarted)),
    ...(areFolded ? [fold(`${passed.length} runs that passed`, tableOf(passed))] : []),
    ...wrong
      .filter(({ lastLines }) => lastLines.length > 0)
      .map(({ deployment, lastLines }) =>
        fold(`The last lines of ${escapeMarkdown(deployment)}`, codeBlock(lastLines.join("\n"))),
      ),
  ].join("\n");
}

function tableOf(results: readonly RunResult[]): string {
  const rows = results.map((one) => [
    `${SIGNS[one.verdict]} ${code(one.deployment)}`,
    one.url === null ? escapeMarkdown(one.name ?? "") : `[${escapeMarkdown(one.name ?? "")}](${one.url})`,
    escapeMarkdown(paceText(one)),
    escapeMarkdown(
      [one.reason, one.fix, subflowsText(one)].filter((text) => text !== null && text !== "").join(" "),
    ),
  ]);
  return table(["deployment", "run", "took", "what happened"], rows);
}

function notStartedText(results: readonly RunResult[]): string[] {
  const [first] = results;
  if (first === undefined) return [];
  const names = shortList(results.map(({ deployment }) => code(deployment)));
  const why = [first.reason, first.fix].filter(Boolean).join(" ");
  return [`Not started: ${names}. ${escapeMarkdown(why)}\n`];
}

function fold(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>\n`;
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
