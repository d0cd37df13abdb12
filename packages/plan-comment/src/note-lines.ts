import type { SharedNote } from "#deployment-plan";
import { shortList } from "#diagnostics";
import { code, escapeMarkdown } from "#markdown";

const MOST_NOTES = 50;

/** Notes with the deployments that they are on, as a list. */
export function noteLines(notes: readonly SharedNote[], sign = ""): string {
  const lines = notes
    .slice(0, MOST_NOTES)
    .map(({ note, keys }) => `- ${sign}${shortList(keys.map(code))}: ${escapeMarkdown(note)}\n`);
  const more = notes.length - lines.length;
  return `${lines.join("")}${more > 0 ? `- … and ${more} more notes\n` : ""}`;
}
