import { Temporal } from "temporal-polyfill";
import { cronTimes } from "./cron-schedule.ts";
import { intervalTimes } from "./interval-schedule.ts";
import { rruleTimes } from "./rrule-schedule.ts";
import {
  NotComputed,
  type Reckoning,
  SchedulerFails,
  type ScheduleSpec,
  type ZonedDateTime,
} from "./schedule-spec.ts";

/** The next dates of one schedule. */
export interface NextDates {
  /**
   * In order of time, each as ISO 8601 with the offset of the zone at that time: `2026-03-29T09:00:00+02:00`. Null
   * where they can't be told, empty where there are none; then `why` says it.
   */
  dates: string[] | null;
  /** IANA name of the zone whose clock the schedule goes by. */
  timeZone: string;
  /** What a server on Python 3.13 or newer makes of it where that differs, which it does only as clocks change. */
  datesOnPython313?: string[];
  /** Set where the server's scheduler fails over it, and makes no run of the whole deployment. */
  fails?: true;
  /** A sentence: why there are none, or what they depend on. */
  why?: string;
}

/**
 * The dates that a Prefect server gives a schedule at a time: what its scheduler asks for
 * (`get_dates` of `prefect.server.schemas.schedules`).
 *
 * @param count how many at most
 * @param prefect the server's: up to 3.8, or newer; they differ as clocks change
 */
export function nextDates(
  spec: ScheduleSpec,
  now: Date,
  count = 5,
  prefect: Reckoning["prefect"] = "3.9",
): NextDates {
  const timeZone = spec.timezone || "UTC";
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(now.getTime());
    const dates = datesOf(spec, timeZone, start, count, { prefect, python: "3.12" });
    const isByPython = "interval" in spec || ("cron" in spec && prefect === "3.8");
    const newer = isByPython ? datesOf(spec, timeZone, start, count, { prefect, python: "3.13" }) : dates;
    const found: NextDates = { dates, timeZone };
    if (dates.join() !== newer.join()) found.datesOnPython313 = newer;
    if ("cron" in spec && dates.length < count) found.why = "Prefect's scheduler fails over its last dates.";
    if (dates.length === 0) found.why = "The recurrence rule has no more dates up to 2037.";
    if ("interval" in spec && !spec.anchor_date)
      found.why = "Counted from the write, since no anchor date is given.";
    return found;
  } catch (error) {
    if (error instanceof NotComputed) return { dates: null, timeZone, why: error.message };
    if (error instanceof SchedulerFails) return { dates: [], timeZone, why: error.message, fails: true };
    throw error;
  }
}

function datesOf(
  spec: ScheduleSpec,
  zone: string,
  now: Temporal.Instant,
  count: number,
  server: Reckoning,
): string[] {
  checkZone(zone);
  const times = timesOf(spec, zone, now, count, server);
  return times.sort(Temporal.ZonedDateTime.compare).map(textOf);
}

function timesOf(
  spec: ScheduleSpec,
  zone: string,
  now: Temporal.Instant,
  count: number,
  server: Reckoning,
): ZonedDateTime[] {
  if ("cron" in spec) return cronTimes(spec, zone, now, count, server);
  if ("rrule" in spec) return rruleTimes(spec.rrule, zone, now, count);
  const anchor = spec.anchor_date ?? now.toString();
  return intervalTimes({ interval: spec.interval, anchor_date: anchor }, zone, now, count, server);
}

/** Python's time zones have a few names that others don't know, such as `Factory`. */
function checkZone(zone: string): void {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
  } catch {
    throw new NotComputed(`This Node.js knows no time zone ${zone}.`);
  }
}

function textOf(time: ZonedDateTime): string {
  return time.toString({ timeZoneName: "never" });
}
