import { sameStored } from "#json";
import type { DesiredSchedule } from "#prefect-project";
import type { LiveSchedule } from "./live-deployment.ts";
import { matchSchedules } from "./match-schedules.ts";
import type { ScheduleChange } from "./plan.ts";
import type { PlanChoices } from "./plan-choices.ts";
import { isStoredAs, titleOf, toStoredSpec } from "./schedule-spec.ts";
import type { ScheduleState } from "./schedule-state.ts";

/**
 * What has to happen to a deployment's schedules. Each of the file is edited in place, so that it keeps its id; what
 * no schedule of the file accounts for is deleted, or kept as told.
 */
export function compareSchedules(
  desired: readonly DesiredSchedule[],
  live: readonly LiveSchedule[],
  choices: ScheduleChoices,
  kept: KeptStates = {},
): ScheduleChange[] {
  const partners = matchSchedules(desired, live, choices);
  const accounted = new Set(partners.values());
  return [
    ...desired.map((schedule) => compareOne(schedule, partners.get(schedule), choices, kept)),
    ...live
      .filter((schedule) => !accounted.has(schedule))
      .map((schedule) => undeclared(schedule, choices.undeclaredSchedules === "keep", kept)),
  ];
}

/** Whether schedules are active where their state is kept, by id; as they are where it isn't told. */
export type KeptStates = Readonly<Record<string, boolean>>;

/** Every schedule of a deployment to be made. */
export function newSchedules(
  desired: readonly DesiredSchedule[],
  choices: ScheduleChoices,
): ScheduleChange[] {
  return desired.map((schedule) => compareOne(schedule, undefined, choices, {}));
}

type ScheduleChoices = Pick<PlanChoices, "schedules" | "startNewSchedules" | "undeclaredSchedules">;

function compareOne(
  desired: DesiredSchedule,
  live: LiveSchedule | undefined,
  { schedules, startNewSchedules }: ScheduleChoices,
  kept: KeptStates,
): ScheduleChange {
  const before = live?.state ?? null;
  const stored = before !== null && isStoredAs(desired.schedule, before.schedule);
  const isActive = () => {
    if (before === null) return startNewSchedules || desired.active;
    return schedules === "keep" ? (kept[live?.id ?? ""] ?? before.active) : desired.active;
  };
  const after: ScheduleState = {
    schedule: stored ? before.schedule : toStoredSpec(desired.schedule, before?.schedule ?? null),
    active: isActive(),
    parameters: desired.parameters,
    // The API can't clear a slug, and a new id would be a higher price than an old slug.
    slug: desired.slug ?? before?.slug ?? null,
  };
  return {
    action: before === null ? "create" : sameStored(before, after) ? "unchanged" : "update",
    id: live?.id ?? null,
    updated: live?.updated ?? null,
    title: titleOf(after.schedule),
    before,
    after,
  };
}

function undeclared(live: LiveSchedule, isKept: boolean, kept: KeptStates): ScheduleChange {
  const active = kept[live.id] ?? live.state.active;
  return {
    action: !isKept ? "delete" : active === live.state.active ? "unchanged" : "update",
    id: live.id,
    updated: live.updated,
    title: titleOf(live.state.schedule),
    before: live.state,
    after: isKept ? { ...live.state, active } : null,
  };
}
