import { code, escapeMarkdown } from "#action-kit";
import type { RunReport } from "#operations";
import { batchesOf, countsText, renderRunsMarkdown } from "#runs";
import type { Inputs } from "./inputs.ts";

type SummaryOptions = Pick<Inputs, "planOnly" | "batchSize">;

/** The job summary: how each run ended, and what was not run. */
export function summary(report: RunReport, { planOnly, batchSize }: SummaryOptions): string {
  const { planned, results, notDeclared, skipped, repeated, left } = report;
  const batches = batchesOf(planned, batchSize);
  const batchText = (keys: readonly string[], index: number) =>
    `${batches.length > 1 ? `Batch ${index + 1}:\n\n` : ""}${keys.map((key) => `- ${code(key)}\n`).join("")}`;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}\n`).join("");
  const parts = [
    planOnly ? `### Runs: ${planned.length} would be started\n` : `### Runs: ${countsText(results)}\n`,
    ...(planOnly ? batches.map(batchText) : []),
    ...(repeated.length > 0 ? [`Repeated:\n\n${list(repeated)}`] : []),
    ...(left.length > 0 ? [`Not repeated:\n\n${list(left)}`] : []),
    ...(results.length > 0 ? [renderRunsMarkdown(results)] : []),
    ...(notDeclared.length > 0 ? [`Not declared by \`x-cicd\`: ${notDeclared.map(code).join(", ")}\n`] : []),
    ...(skipped.length > 0 ? [`Declared as skipped: ${skipped.map(code).join(", ")}\n`] : []),
  ];
  return parts.join("\n");
}
