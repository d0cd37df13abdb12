import {
  type AutomationChange,
  type ShownScheduleChange,
  type ShownScheduleState,
  scheduleTitle,
} from "#deployment-plan";
import { type JsonObject, jsonText } from "#json";
import { type IsShown, withoutHidden } from "./hidden-values.ts";
import { changedLeaves, type ValueRow, valueRow } from "./value-rows.ts";

/** What changes of schedules, each told by its times, slug, state and parameters; equal ones in one row. */
export function scheduleRows(schedules: readonly ShownScheduleChange[], isShown: IsShown): ValueRow[] {
  const rows = new Map<string, { row: ValueRow; times: number }>();
  for (const { action, before, after } of schedules) {
    if (action === "unchanged") continue;
    const row = scheduleRow(before, after, isShown);
    const key = jsonText([row.before ?? null, row.after ?? null]);
    rows.set(key, { row, times: (rows.get(key)?.times ?? 0) + 1 });
  }
  return [...rows.values()].map(({ row, times }) =>
    times === 1 ? row : { ...row, name: `${times} schedules` },
  );
}

function scheduleRow(
  before: ShownScheduleState | null,
  after: ShownScheduleState | null,
  isShown: IsShown,
): ValueRow {
  const anchorTells = jsonText(anchorOf(before)) !== jsonText(anchorOf(after));
  const text = (state: ShownScheduleState | null) => state && scheduleText(state, anchorTells, isShown);
  const [old, now] = [text(before), text(after)];
  return {
    name: "schedule",
    before: old ?? undefined,
    after: now ?? undefined,
    differsHidden: old !== null && old === now,
  };
}

/** `cron 0 5 * * * (UTC), slug nightly, paused, parameters {"table": hidden}` */
function scheduleText(state: ShownScheduleState, anchorTells: boolean, isShown: IsShown): string {
  const { schedule, slug, active, parameters } = state;
  const anchor = anchorOf(state);
  const parts = [
    scheduleTitle(schedule),
    ...(anchorTells && anchor !== null ? [`from ${anchor}`] : []),
    ...(slug === null ? [] : [`slug ${slug}`]),
    ...(active ? [] : ["paused"]),
    ...(Object.keys(parameters).length === 0
      ? []
      : [`parameters ${jsonText(withoutHidden("parameters", parameters, isShown))}`]),
  ];
  return parts.join(", ");
}

function anchorOf(state: ShownScheduleState | null): string | null {
  const anchor = state?.schedule.anchor_date;
  return typeof anchor === "string" ? anchor : null;
}

/** What changes of a deployment's own automations. */
export function automationRows(automations: readonly AutomationChange[], isShown: IsShown): ValueRow[] {
  return automations.flatMap(({ action, name, before, after }) => {
    const label = `automation ${name}`;
    if (action === "unchanged") return [];
    if (action === "update" && before && after) {
      return Object.keys({ ...before, ...after }).flatMap((part) => {
        const [old, now] = [before, after].map((state) => (state as JsonObject)[part]);
        return changedLeaves({ path: part, before: old, after: now }).map((leaf) =>
          valueRow(leaf.path, leaf.before, leaf.after, isShown, `${label}: ${leaf.path}`),
        );
      });
    }
    const [old, now] = [before, after].map((state) => {
      if (state === null) return undefined;
      const { name: _, ...told } = state;
      const filled = Object.entries(told).filter(([, value]) => value !== null && value !== "");
      const parts = filled.map(([key, value]) => [key, withoutHidden(key, value, isShown)]);
      return Object.fromEntries(parts) as JsonObject;
    });
    return [{ name: label, before: old, after: now, differsHidden: false }];
  });
}
