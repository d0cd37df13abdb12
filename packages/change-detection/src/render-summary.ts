import { shortCommit } from "#git";
import { code, escapeMarkdown, table } from "#markdown";
import { type Change, changes, type DetectedChanges } from "./detected-changes.ts";

const symbols: Record<Change, string> = {
  added: "🟢 added",
  modified: "🟡 modified",
  affected: "🔵 affected",
  removed: "🔴 removed",
};

/** A page that holds more is no longer read. */
const mostRows = 200;

/** What was detected as Markdown for a job summary: symbol, deployment, reason; the weightiest first. */
export function renderDetectionMarkdown(detected: DetectedChanges): string {
  const { deployments, base, head, baseReason, everything } = detected;
  const compared =
    base === null ? code(shortCommit(head)) : `${code(shortCommit(base))} … ${code(shortCommit(head))}`;
  const lines = [
    `**${headline(detected)}**`,
    "",
    `Compared: ${compared} (${escapeMarkdown(baseReason)})`,
    "",
  ];
  if (everything !== null) lines.push(`⚠️ ${escapeMarkdown(everything)}`, "");
  const rows = changes
    .flatMap((change) => deployments.filter((deployment) => deployment.change === change))
    .map(({ change, key, reason }) => [symbols[change], code(key), escapeMarkdown(reason)]);
  if (rows.length > 0) lines.push(table(["", "Deployment", "Why"], rows.slice(0, mostRows)));
  if (rows.length > mostRows)
    lines.push(`… and ${rows.length - mostRows} more deployments: the outputs have all of them.`, "");
  return lines.join("\n");
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
