import { code, escapeMarkdown, table } from "#action-kit";
import { describeRelease, describeValue, type ShownChange, type ShownUpdate } from "#work-pool";

type Outcome = "planned" | "done" | "failed";

/** A value of a template is rarely longer; a whole new part is cut. */
const LONGEST_VALUE = 400;

/** The job summary: the outcome, the image, every value of the template that changes, the release. */
export function summary(update: ShownUpdate, outcome: Outcome, worker?: string): string {
  const parts = [`### Work pool ${code(update.workPool)}: ${headline(update, outcome)}\n`];
  if (update.image && update.image !== update.previousImage) {
    parts.push(`**Image:** ${code(update.previousImage ?? "none")} → ${code(update.image)}\n`);
  }
  if (update.changes.length > 0) parts.push(table(["template", "before", "after"], update.changes.map(row)));
  const release = describeRelease(update.release);
  if (release.length > 0) parts.push(release.map((line) => `- ${escapeMarkdown(line)}\n`).join(""));
  if (worker) parts.push(`The worker ${code(worker)} is online.\n`);
  if (update.rejected.length > 0) {
    const rows = update.rejected.map(({ deployment, reasons }) => [
      code(deployment),
      reasons.map(escapeMarkdown).join("<br>"),
    ]);
    parts.push(
      `#### Job variables that the new template does not take\n\n${table(["deployment", "why"], rows)}`,
    );
  }
  return parts.join("\n");
}

function headline({ nothingToRestore, changed, isNew }: ShownUpdate, outcome: Outcome): string {
  if (nothingToRestore) return `nothing put back: ${escapeMarkdown(nothingToRestore)}`;
  if (outcome === "failed") return "❌ the update failed; the log says why and what was put back";
  if (!changed) return "unchanged";
  return outcome === "planned" ? "would change" : isNew ? "made" : "updated";
}

function row({ path, before, after }: ShownChange): string[] {
  return [
    code(path),
    before === undefined ? "" : code(describeValue(before, LONGEST_VALUE)),
    after === undefined ? "" : code(describeValue(after, LONGEST_VALUE)),
  ];
}
