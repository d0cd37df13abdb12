import { Temporal } from "temporal-polyfill";
import { type CronExpansion, expandCron } from "#prefect-project";
import { nextCronDate } from "./cron-dates.ts";
import { NotComputed, SchedulerFails, type ServerPython, type ZonedDateTime } from "./schedule-spec.ts";

/** Candidates that the server tries for one answer (`MAX_ITERATIONS`). */
const MOST_CANDIDATES = 1001;
/** How many dates the scheduler asks for, and how far ahead: its settings `min_runs` and `max_scheduled_time`. */
const ASKED_FOR = 3;
const DAYS_AHEAD = 100;

/**
 * The next dates of a cron schedule. Prefect's croniter reckons on a clock without a time zone; each of its dates is
 * then put into the zone. One in the hour that is left out in spring comes an hour too early (Python up to 3.12) or
 * too late, one in the hour that comes twice in autumn is the first.
 * Source: `CronSchedule._get_dates_generator` of `prefect.server.schemas.schedules`.
 */
export function cronTimes(
  spec: { cron: string; day_or?: boolean },
  zone: string,
  now: Temporal.Instant,
  count: number,
  python: ServerPython,
): ZonedDateTime[] {
  const cron = expanded(spec.cron);
  if (cron.isRandom) throw new NotComputed("The cron expression is drawn at random each time it is read.");
  const disambiguation = python === "3.12" ? "earlier" : "compatible";
  let clock = clockMillis(startOf(now, zone, python));
  const times = new Map<string, ZonedDateTime>();
  for (let tried = 0; tried <= MOST_CANDIDATES && times.size < count; tried++) {
    const next = nextCronDate(cron, spec.day_or ?? true, clock);
    if (next === undefined) {
      checkLast([...times.values()], now);
      break;
    }
    clock = next;
    const time = Temporal.Instant.fromEpochMilliseconds(clock)
      .toZonedDateTimeISO("UTC")
      .toPlainDateTime()
      .toZonedDateTime(zone, { disambiguation });
    times.set(time.toPlainDateTime().toString(), time);
  }
  return [...times.values()];
}

/** The scheduler asks for three dates, as far as they lie within 100 days; croniter fails where it has none to give. */
function checkLast(times: readonly ZonedDateTime[], now: Temporal.Instant): void {
  const last = times.at(-1);
  const end = now.add({ hours: 24 * DAYS_AHEAD });
  if (times.length >= ASKED_FOR || (last && Temporal.Instant.compare(last.toInstant(), end) > 0)) return;
  const left = last ? `only ${times.length}` : "none";
  throw new SchedulerFails(
    `Of the dates of the cron expression there ${times.length === 1 ? "is" : "are"} ${left} left. Prefect's scheduler asks for ${ASKED_FOR}, fails, and makes no run of the deployment.`,
  );
}

function expanded(expression: string): CronExpansion {
  try {
    return expandCron(expression);
  } catch (error) {
    throw new NotComputed(
      `Prefect refuses the cron expression. ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A second before now, since croniter gives only what comes later, on the zone's clock. */
function startOf(now: Temporal.Instant, zone: string, python: ServerPython): Temporal.PlainDateTime {
  const whole = now.round({ smallestUnit: "second", roundingMode: "floor" });
  // A part of a second is rounded up.
  const seconds = whole.equals(now) ? -1 : 0;
  if (python === "3.12") return now.add({ seconds }).toZonedDateTimeISO(zone).toPlainDateTime();
  return now.toZonedDateTimeISO(zone).toPlainDateTime().add({ seconds });
}

function clockMillis(clock: Temporal.PlainDateTime): number {
  return clock.toZonedDateTime("UTC").epochMilliseconds;
}
