import { type NextDates, nextDates } from "./next-dates.ts";
import type { Reckoning, ScheduleSpec } from "./schedule-spec.ts";

/** A schedule of a deployment, as files and servers have it. */
export interface DeploymentSchedule {
  schedule: ScheduleSpec;
  active: boolean;
  slug: string | null;
}

/** One run to come. */
export interface NextRun {
  /** ISO 8601 with the offset of the zone at that time. */
  at: string;
  /** IANA name of the schedule's zone. */
  timeZone: string;
  /** Which of the deployment's schedules starts it, from 0. */
  schedule: number;
  slug: string | null;
}

/** The next runs of a deployment over all its schedules. */
export interface NextRuns {
  /** In order of time. */
  runs: NextRun[];
  /** What a server on Python 3.13 or newer makes of it where that differs, which it does only as clocks change. */
  runsOnPython313?: NextRun[];
  /** What has to be known besides: schedules whose dates aren't computed, or that have none, and why. */
  notes: ScheduleNote[];
}

export interface ScheduleNote {
  /** Which of the deployment's schedules, from 0. */
  schedule: number;
  slug: string | null;
  /** True where it may run and `runs` doesn't show it. */
  isUnknown: boolean;
  /** One sentence. */
  why: string;
}

/** How many runs are told. */
export const NEXT_RUNS = 5;

/**
 * The next runs of a deployment: those that the server's scheduler will make. Nothing runs by schedule where the
 * deployment is paused, and no schedule does that isn't active.
 */
export function nextRuns(
  { paused, schedules }: { paused: boolean; schedules: readonly DeploymentSchedule[] },
  now: Date,
  prefect?: Reckoning["prefect"],
  count = NEXT_RUNS,
): NextRuns {
  const found: NextRuns = { runs: [], notes: [] };
  if (paused) return found;
  const onPython313: NextRun[] = [];
  let differs = false;
  let anyFails = false;
  for (const [index, { schedule, active, slug }] of schedules.entries()) {
    if (!active) continue;
    const { dates, datesOnPython313, timeZone, fails, why } = knownDates(schedule, now, count, prefect);
    if (why !== undefined) found.notes.push({ schedule: index, slug, isUnknown: dates === null, why });
    anyFails ||= fails === true;
    const toRun = (at: string): NextRun => ({ at, timeZone, schedule: index, slug });
    found.runs.push(...(dates ?? []).map(toRun));
    onPython313.push(...(datesOnPython313 ?? dates ?? []).map(toRun));
    differs ||= datesOnPython313 !== undefined;
  }
  // The scheduler goes through a deployment's schedules in one go.
  if (anyFails) return { runs: [], notes: found.notes };
  found.runs = earliest(found.runs, count);
  if (differs) found.runsOnPython313 = earliest(onPython313, count);
  return found;
}

/** Dates by what is asked for, as long as somebody holds them: many deployments have the same schedule. */
const known = new WeakMap<Date, Map<string, NextDates>>();

function knownDates(
  spec: ScheduleSpec,
  now: Date,
  count: number,
  prefect: Reckoning["prefect"] | undefined,
): NextDates {
  const ofNow = known.get(now) ?? new Map<string, NextDates>();
  known.set(now, ofNow);
  const key = JSON.stringify([spec, count, prefect]);
  const dates = ofNow.get(key) ?? nextDates(spec, now, count, prefect);
  ofNow.set(key, dates);
  return dates;
}

function earliest(runs: readonly NextRun[], count: number): NextRun[] {
  return [...runs].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(0, count);
}
