import { shortCommit } from "#git";
import { code, escapeMarkdown } from "#markdown";
import { type Change, changes, type DetectedChanges } from "./detected-changes.ts";

const symbols: Record<Change, string> = {
  added: "🟢 added",
  modified: "🟡 modified",
  affected: "🔵 affected",
  removed: "🔴 removed",
};

/** A page that holds more is no longer read. */
const MOST_NAMES = 500;
/** So many deployments of one reason are told together. */
const ALIKE = 3;

/**
 * What was detected as Markdown for a job summary: how many changed since when, and in a fold which and why, the
 * weightiest first; a reason that several share is told once.
 */
export function renderDetectionMarkdown(detected: DetectedChanges): string {
  const { base, head, baseReason, everything } = detected;
  const since =
    base === null
      ? `at ${code(shortCommit(head))}`
      : `from ${code(shortCommit(base))} to ${code(shortCommit(head))}`;
  const parts = [`**${headline(detected)}** ${since} (${escapeMarkdown(baseReason)})\n`];
  if (everything !== null) parts.push(`⚠️ ${escapeMarkdown(everything)}\n`);
  const lines = changes.flatMap((change) => linesOf(detected, change));
  if (lines.length > 0) {
    parts.push(`<details><summary>Which deployments, and why</summary>\n\n${lines.join("")}\n</details>\n`);
  }
  return parts.join("\n");
}

function linesOf({ deployments }: DetectedChanges, change: Change): string[] {
  const byReason = new Map<string, string[]>();
  for (const { key, reason } of deployments.filter((one) => one.change === change)) {
    const alike = byReason.get(reason);
    if (alike) alike.push(key);
    else byReason.set(reason, [key]);
  }
  return [...byReason].flatMap(([reason, keys]) => {
    const why = escapeMarkdown(reason);
    if (keys.length < ALIKE) return keys.map((key) => `- ${symbols[change]} ${code(key)}: ${why}\n`);
    const more = keys.length - MOST_NAMES;
    const names = keys.slice(0, MOST_NAMES).map(code).join(", ");
    return [
      `- ${symbols[change]}, ${keys.length} deployments: ${why}. ${names}${more > 0 ? ` and ${more} more` : ""}\n`,
    ];
  });
}

/** One line: `1 added, 2 affected, 197 unchanged`. */
export function headline({ deployments, unchanged }: DetectedChanges): string {
  const counts = changes.map((change) => ({
    change,
    count: deployments.filter((deployment) => deployment.change === change).length,
  }));
  const told = [...counts, { change: "unchanged", count: unchanged }].filter(({ count }) => count > 0);
  return told.map(({ change, count }) => `${count} ${change}`).join(", ") || "no deployments";
}
