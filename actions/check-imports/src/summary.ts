import { type ImportReport, renderImportsMarkdown } from "#import-check";

/** The job summary: what can't be imported and why, and where the rest was. */
export function summary(report: ImportReport): string {
  return renderImportsMarkdown(report);
}
