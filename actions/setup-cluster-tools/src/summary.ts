import { code, table } from "#action-kit";
import type { Outcome, ToolReport } from "#cluster-tools";

const DONE: Record<Outcome, string> = {
  "already-there": "was there already",
  installed: "was installed",
  upgraded: "was upgraded",
  started: "was there and was started",
};

const PLANNED: Record<Outcome, string> = {
  "already-there": "is there already",
  installed: "would be installed",
  upgraded: "would be upgraded",
  started: "is there and would be started",
};

/** What became of a tool, for the log. */
export function sentence(report: ToolReport, planOnly: boolean): string {
  const { tool, version, path, previousVersion } = report;
  const before = previousVersion ? ` (before: ${previousVersion})` : "";
  return `${tool} ${version} ${word(report, planOnly)}${before}${path ? `: ${path}` : ""}`;
}

/** The job summary: a row for each tool. */
export function summary(reports: readonly ToolReport[], planOnly: boolean): string {
  const rows = reports.map((report) => [
    code(report.tool),
    code(report.version),
    word(report, planOnly),
    report.previousVersion ? code(report.previousVersion) : "—",
    report.path ? code(report.path) : "—",
  ]);
  return `### Cluster tools\n\n${table(["tool", "version", "", "before", "path"], rows)}`;
}

function word({ result }: ToolReport, planOnly: boolean): string {
  return (planOnly ? PLANNED : DONE)[result];
}
