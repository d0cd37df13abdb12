import { sameStored } from "#json";
import type { DesiredSchedule } from "#prefect-project";
import type { LiveSchedule } from "./live-deployment.ts";
import type { PlanChoices } from "./plan-choices.ts";
import { renamedSchedules } from "./renamed-schedules.ts";
import { isInterimSlug } from "./schedule-slug.ts";
import { isStoredAs, kindOf } from "./schedule-spec.ts";

/**
 * Which live schedule each of the file is: the one with the slug that it replaces, else the one with its slug, else
 * one with the same times, else one of the same kind that nothing else accounts for.
 */
export function matchSchedules(
  desired: readonly DesiredSchedule[],
  live: readonly LiveSchedule[],
  choices: Pick<PlanChoices, "schedules">,
): Map<DesiredSchedule, LiveSchedule> {
  const partners = renamedSchedules(desired, live, choices);
  const taken = new Set(partners.values());
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

type Rule = (desired: DesiredSchedule, live: LiveSchedule) => boolean;

/** Strongest first; each is tried over all that the ones before have left. */
const RULES: readonly Rule[] = [
  (desired, live) => desired.slug !== null && desired.slug === live.state.slug,
  (desired, live) =>
    isStoredAs(desired.schedule, live.state.schedule) &&
    sameStored(desired.parameters, live.state.parameters),
  (desired, live) => isStoredAs(desired.schedule, live.state.schedule),
  // Two different slugs are two different schedules; without a live slug the kind and the order have to do.
  (desired, live) => !hasSlug(live) && kindOf(desired.schedule) === kindOf(live.state.schedule),
];

function hasSlug({ state: { slug } }: LiveSchedule): boolean {
  return slug !== null && !isInterimSlug(slug);
}
