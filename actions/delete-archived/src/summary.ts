import { code, escapeMarkdown } from "#action-kit";
import { formatFault } from "#diagnostics";
import type { ArchiveSweep, LeftArchived } from "#operations";

/** The job summary: what was deleted, then what was not and why. */
export function summary({ deleted, waiting, left, kept, faults }: ArchiveSweep, planOnly: boolean): string {
  const done = planOnly ? "would be deleted" : "deleted";
  const count = (number: number) => `${number} archived deployment${number === 1 ? "" : "s"}`;
  const line = ({ key, why }: LeftArchived) => `- ${code(key)}: ${escapeMarkdown(why)}\n`;
  const parts = [
    `**${deleted.length === 0 ? "No archived deployment" : count(deleted.length)} ${done}**\n`,
    deleted.map((key) => `- ${code(key)}\n`).join(""),
    ...(faults.length > 0
      ? [`Refused:\n\n${faults.map((fault) => `- ❌ ${escapeMarkdown(formatFault(fault))}\n`).join("")}`]
      : []),
    ...(waiting.length > 0 ? [`Tried again the next time:\n\n${waiting.map(line).join("")}`] : []),
    ...(left.length > 0 ? [`Left alone:\n\n${left.map(line).join("")}`] : []),
    ...(kept.length > 0
      ? [`<details><summary>${count(kept.length)} kept</summary>\n\n${kept.map(line).join("")}\n</details>\n`]
      : []),
  ];
  return parts.filter((part) => part !== "").join("\n");
}
