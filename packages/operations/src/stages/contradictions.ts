import type { Fault } from "#diagnostics";
import type { PlanValues } from "../options/index.ts";

/** What can't be meant together. */
export function contradictions(options: Given): Fault[] {
  return [...scheduleConflicts(options), ...pruneConflicts(options)];
}

type Given = Pick<PlanValues, "schedules" | "startNewSchedules" | "prune" | "removed" | "removedPolicy">;

function scheduleConflicts({ schedules, startNewSchedules }: Given): Fault[] {
  if (!startNewSchedules || schedules === "keep" || schedules === "active") return [];
  return [
    {
      code: "inputs-conflict",
      message: `\`start-new-schedules\` would turn on what \`schedules: ${schedules}\` turns off again at the next apply.`,
      fix: "Set `schedules` to keep, so that a schedule stays in the state that it has on the server.",
    },
  ];
}

function pruneConflicts({ prune, removed, removedPolicy }: Given): Fault[] {
  if (!prune) return [];
  const faults: Fault[] = [];
  if (removedPolicy === "keep")
    faults.push({
      code: "inputs-conflict",
      message: "`prune` removes what left the files, and `removed-policy: keep` keeps it.",
      fix: "Leave one of them out.",
    });
  if (removed.length > 0)
    faults.push({
      code: "inputs-conflict",
      message: "Both `prune` and `removed` say what left the files.",
      fix: "Leave `removed` out: the inventory knows.",
    });
  return faults;
}
