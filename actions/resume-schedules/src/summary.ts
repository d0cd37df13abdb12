import { code, escapeMarkdown } from "#action-kit";
import type { ScheduleStatesResult } from "#deployment-plan";
import { formatFault } from "#diagnostics";

/** The job summary: how many schedules were switched, what went wrong, and in a fold whose they are. */
export function summary(result: ScheduleStatesResult, state: "active" | "paused"): string {
  const { changed, unchanged, missing, failed } = result;
  const word = state === "active" ? "on" : "off";
  const counts = [
    ...(changed.length > 0 ? [`${schedules(changed.length)} turned ${word}`] : []),
    ...(unchanged.length > 0 ? [`${unchanged.length} ${word} already`] : []),
  ];
  const wrong = [
    ...missing.map((name) => `- ❌ ${code(name)} does not exist\n`),
    ...failed.map(({ key, fault }) => `- ❌ ${code(key)}: ${escapeMarkdown(formatFault(fault))}\n`),
  ];
  const parts = [
    `**${counts.join(", ") || `No schedule turned ${word}`}**\n`,
    wrong.join(""),
    foldOf(changed),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** Which deployments' schedules: a schedule's id tells a reader nothing. */
function foldOf(changed: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reference of changed) {
    const key = reference.slice(0, reference.lastIndexOf("#"));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  if (counts.size === 0) return "";
  const lines = [...counts].map(
    ([key, count]) => `- ${code(key)}${count > 1 ? `: ${schedules(count)}` : ""}\n`,
  );
  return `<details><summary>Of which deployments</summary>\n\n${lines.join("")}\n</details>\n`;
}

const schedules = (count: number) => `${count} schedule${count === 1 ? "" : "s"}`;
