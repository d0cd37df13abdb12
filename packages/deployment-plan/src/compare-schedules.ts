import { sameStored } from "#json";
import type { DesiredSchedule } from "#prefect-project";
import type { LiveSchedule } from "./live-deployment.ts";
import type { ScheduleChange, ScheduleState } from "./plan.ts";
import { isStoredAs, kindOf, titleOf, toStoredSpec } from "./schedule-spec.ts";

/**
 * What has to happen to a deployment's schedules. A schedule of the file is the live one with its slug (or with the
 * slug that it replaces), else one with the same times, else one of the same kind that nothing else accounts for:
 * so it is edited in place and keeps its id. What no schedule of the file accounts for is deleted, or kept as told.
 */
export function compareSchedules(
  desired: readonly DesiredSchedule[],
  live: readonly LiveSchedule[],
  options: ScheduleOptions,
): ScheduleChange[] {
  const partners = matchSchedules(desired, live);
  const kept = new Set(partners.values());
  return [
    ...desired.map((schedule) => compareOne(schedule, partners.get(schedule), options.keepScheduleStates)),
    ...live
      .filter((schedule) => !kept.has(schedule))
      .map((schedule) => undeclared(schedule, options.keepUndeclaredSchedules)),
  ];
}

/** Every schedule of a deployment to be made. */
export function newSchedules(desired: readonly DesiredSchedule[]): ScheduleChange[] {
  return desired.map((schedule) => compareOne(schedule, undefined, false));
}

export interface ScheduleOptions {
  /** Leave each existing schedule as active as it is. */
  keepScheduleStates: boolean;
  /** Leave schedules alone that the file doesn't have. */
  keepUndeclaredSchedules: boolean;
}

type Rule = (desired: DesiredSchedule, live: LiveSchedule) => boolean;

/** Strongest first; each is tried over all that the ones before have left. */
const RULES: readonly Rule[] = [
  (desired, live) => desired.slug !== null && desired.slug === live.state.slug,
  (desired, live) => desired.replaces !== null && desired.replaces === live.state.slug,
  (desired, live) =>
    isStoredAs(desired.schedule, live.state.schedule) &&
    sameStored(desired.parameters, live.state.parameters),
  (desired, live) => isStoredAs(desired.schedule, live.state.schedule),
  // Two different slugs are two different schedules; without a live slug the kind and the order have to do.
  (desired, live) => live.state.slug === null && kindOf(desired.schedule) === kindOf(live.state.schedule),
];

function matchSchedules(
  desired: readonly DesiredSchedule[],
  live: readonly LiveSchedule[],
): Map<DesiredSchedule, LiveSchedule> {
  const partners = new Map<DesiredSchedule, LiveSchedule>();
  const taken = new Set<LiveSchedule>();
  for (const rule of RULES) {
    for (const schedule of desired) {
      if (partners.has(schedule)) continue;
      const partner = live.find((candidate) => !taken.has(candidate) && rule(schedule, candidate));
      if (!partner) continue;
      partners.set(schedule, partner);
      taken.add(partner);
    }
  }
  return partners;
}

function compareOne(
  desired: DesiredSchedule,
  live: LiveSchedule | undefined,
  keepStates: boolean,
): ScheduleChange {
  const before = live?.state ?? null;
  const stored = before !== null && isStoredAs(desired.schedule, before.schedule);
  const after: ScheduleState = {
    schedule: stored ? before.schedule : toStoredSpec(desired.schedule, before?.schedule ?? null),
    active: before !== null && keepStates ? before.active : desired.active,
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

function undeclared(live: LiveSchedule, isKept: boolean): ScheduleChange {
  return {
    action: isKept ? "unchanged" : "delete",
    id: live.id,
    updated: live.updated,
    title: titleOf(live.state.schedule),
    before: live.state,
    after: isKept ? live.state : null,
  };
}
