import { code, escapeMarkdown, table } from "#action-kit";
import type { ScheduleStatesResult } from "#deployment-plan";
import { formatFault } from "#diagnostics";

/** The job summary: which schedules were switched, which were so already, what went wrong. */
export function summary(result: ScheduleStatesResult, state: "active" | "paused"): string {
  const { changed, unchanged, missing, failed } = result;
  const [now, already] = state === "active" ? ["turned on", "on already"] : ["turned off", "off already"];
  const rows = [
    ...missing.map((name) => [code(name), "❌ does not exist"]),
    ...failed.map(({ key, fault }) => [code(key), `❌ ${escapeMarkdown(formatFault(fault))}`]),
    ...changed.map((reference) => [code(reference), now]),
    ...unchanged.map((reference) => [code(reference), already]),
  ];
  const heading = `### Schedules: ${changed.length} ${now}, ${unchanged.length} ${already}\n`;
  return rows.length > 0 ? `${heading}\n${table(["schedule", ""], rows)}` : heading;
}
