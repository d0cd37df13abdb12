import type { Fault } from "#diagnostics";
import type { PlanValues } from "../options/index.ts";

/** What can't be meant together. */
export function contradictions({
  schedules,
  startNewSchedules,
}: Pick<PlanValues, "schedules" | "startNewSchedules">): Fault[] {
  if (!startNewSchedules || schedules === "keep" || schedules === "active") return [];
  return [
    {
      code: "inputs-conflict",
      message: `\`start-new-schedules\` would turn on what \`schedules: ${schedules}\` turns off again at the next apply.`,
      fix: "Set `schedules` to keep, so that a schedule stays in the state that it has on the server.",
    },
  ];
}
