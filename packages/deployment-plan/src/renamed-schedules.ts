import { sameStored } from "#json";
import type { DesiredSchedule } from "#prefect-project";
import type { LiveSchedule } from "./live-deployment.ts";
import type { PlanChoices } from "./plan-choices.ts";
import { interimSlug } from "./schedule-slug.ts";
import { isStoredAs } from "./schedule-spec.ts";

/** Schedules of the file with the live ones that get their slug. */
type Renames = Map<DesiredSchedule, LiveSchedule>;

/**
 * The schedules that are renamed: those whose `replaces` names a live one. As with Prefect, all are renamed at once,
 * so that slugs may move on in a chain or be swapped, and a rename to a slug that stays another's is none
 * (`prefect.server.api.deployments.update_deployment`). Unlike Prefect, which fails at it, a rename that is done
 * already is left as it is, though the file goes on naming what it replaced.
 */
export function renamedSchedules(
  desired: readonly DesiredSchedule[],
  live: readonly LiveSchedule[],
  choices: Pick<PlanChoices, "schedules">,
): Renames {
  const bySlug = new Map(live.map((schedule) => [schedule.state.slug, schedule]));
  const declared = new Set(desired.map(({ slug }) => slug));
  const renames: Renames = new Map();
  const taken = new Set<LiveSchedule>();
  for (const schedule of desired) {
    const { slug, replaces } = schedule;
    const halfway = slug === null ? undefined : bySlug.get(interimSlug(slug));
    const source = halfway ?? (replaces === null ? undefined : bySlug.get(replaces));
    if (source === undefined || taken.has(source) || source.state.slug === slug) continue;
    // Without a slug of its own it would keep one that another of the file has.
    if (slug === null && declared.has(replaces)) continue;
    renames.set(schedule, source);
    taken.add(source);
  }
  dropBlocked(renames, bySlug);
  for (const cycle of cyclesOf(renames)) {
    if (isDone(cycle, bySlug, choices)) for (const schedule of cycle.keys()) renames.delete(schedule);
  }
  return renames;
}

/** Takes out each rename to a slug that a live schedule has and keeps; that may keep further slugs where they are. */
function dropBlocked(renames: Renames, bySlug: ReadonlyMap<string | null, LiveSchedule>): void {
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    const moving = new Set([...renames].filter(([{ slug }]) => slug !== null).map(([, source]) => source));
    for (const schedule of [...renames.keys()]) {
      const owner = schedule.slug === null ? undefined : bySlug.get(schedule.slug);
      if (owner === undefined || moving.has(owner)) continue;
      renames.delete(schedule);
      isSettled = false;
    }
  }
}

/** The renames that swap slugs among each other. */
function cyclesOf(renames: Renames): Renames[] {
  const byOldSlug = new Map([...renames].map((rename) => [rename[1].state.slug, rename]));
  const cycles: Renames[] = [];
  const seen = new Set<DesiredSchedule>();
  for (const start of renames) {
    const chain: Renames = new Map();
    let next: [DesiredSchedule, LiveSchedule] | undefined = start;
    while (next && !seen.has(next[0])) {
      seen.add(next[0]);
      chain.set(...next);
      next = next[0].slug === null ? undefined : byOldSlug.get(next[0].slug);
    }
    if (next?.[0] === start[0]) cycles.push(chain);
  }
  return cycles;
}

/**
 * Whether slugs have been swapped before. All of them are there before and after: what tells is which schedules the
 * file's times and parameters are found on.
 */
function isDone(
  cycle: Renames,
  bySlug: ReadonlyMap<string | null, LiveSchedule>,
  choices: Pick<PlanChoices, "schedules">,
): boolean {
  const differs = (schedule: DesiredSchedule, live: LiveSchedule | undefined) =>
    Number(live === undefined || !isAsDeclared(schedule, live, choices));
  let [asTheyAre, swapped] = [0, 0];
  for (const [schedule, source] of cycle) {
    asTheyAre += differs(schedule, bySlug.get(schedule.slug));
    swapped += differs(schedule, source);
  }
  return asTheyAre === 0 || asTheyAre < swapped;
}

function isAsDeclared(
  { schedule, parameters, active }: DesiredSchedule,
  { state }: LiveSchedule,
  choices: Pick<PlanChoices, "schedules">,
): boolean {
  return (
    isStoredAs(schedule, state.schedule) &&
    sameStored(parameters, state.parameters) &&
    (choices.schedules === "keep" || active === state.active)
  );
}
