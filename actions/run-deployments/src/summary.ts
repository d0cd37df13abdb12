import { code, escapeMarkdown } from "#action-kit";
import type { RunReport } from "#operations";
import { countsText, renderRunsMarkdown } from "#runs";

/** The job summary: how each run ended, and what was not run. */
export function summary(report: RunReport, isPlan: boolean): string {
  const { planned, results, notDeclared, skipped, repeated, left } = report;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}\n`).join("");
  const parts = [
    isPlan ? `### Runs: ${planned.length} would be started\n` : `### Runs: ${countsText(results)}\n`,
    ...(isPlan ? [planned.map((key) => `- ${code(key)}\n`).join("")] : []),
    ...(repeated.length > 0 ? [`Repeated:\n\n${list(repeated)}`] : []),
    ...(left.length > 0 ? [`Not repeated:\n\n${list(left)}`] : []),
    ...(results.length > 0 ? [renderRunsMarkdown(results)] : []),
    ...(notDeclared.length > 0 ? [`Not declared by \`x-cicd\`: ${notDeclared.map(code).join(", ")}\n`] : []),
    ...(skipped.length > 0 ? [`Declared as skipped: ${skipped.map(code).join(", ")}\n`] : []),
  ];
  return parts.join("\n");
}
