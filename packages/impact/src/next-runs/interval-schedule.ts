import { Temporal } from "temporal-polyfill";
import { type Calendar, calendarOf, exactly, type Step, stepOf } from "./calendar.ts";
import { NotComputed, type Reckoning, type ZonedDateTime } from "./schedule-spec.ts";

/** Candidates that the server tries for one answer (`MAX_ITERATIONS`). */
const MOST_CANDIDATES = 1001;
/** Steps from the last date before now to the first one after it; the server would take them all. */
const MOST_STEPS = 40_000;

/**
 * The next dates of an interval schedule: from the anchor on, days by the clock and the rest of the interval in exact
 * time.
 * Source: `IntervalSchedule._get_dates_generator` of `prefect.server.schemas.schedules`.
 *
 * @param spec.interval seconds
 * @param spec.anchor_date ISO 8601 with an offset
 */
export function intervalTimes(
  spec: { interval: number; anchor_date: string },
  zone: string,
  now: Temporal.Instant,
  count: number,
  server: Reckoning,
): ZonedDateTime[] {
  const calendar = calendarOf(server);
  const interval = Math.round(spec.interval * 1e6) / 1e6;
  const anchor = Temporal.Instant.from(spec.anchor_date).toZonedDateTimeISO(zone);
  const start = now.toZonedDateTimeISO(zone);
  const series = (server.prefect === "3.8" ? seriesUpTo38 : seriesSince39)(anchor, interval, start, calendar);
  let next = series.first;
  for (let steps = 0; calendar.isBefore(next, start); steps++) {
    if (steps === MOST_STEPS) throw new NotComputed("The interval is too short.");
    next = series.after(next);
  }
  const times = new Map<string, ZonedDateTime>();
  for (let tried = 0; tried <= MOST_CANDIDATES && times.size < count; tried++) {
    const identity = calendar.identity(next);
    if (!times.has(identity)) times.set(identity, next);
    next = series.after(next);
  }
  return [...times.values()];
}

interface Series {
  /** A date of it that lies shortly before the start, or is the first one after it. */
  first: ZonedDateTime;
  after(time: ZonedDateTime): ZonedDateTime;
}

/** Whole intervals of exact time from the anchor up to now. */
function seriesUpTo38(
  anchor: ZonedDateTime,
  interval: number,
  start: ZonedDateTime,
  calendar: Calendar,
): Series {
  const step = stepOf(interval);
  const first = anchor.add(exactly(interval * Math.trunc(secondsBetween(anchor, start) / interval)));
  return { first, after: (time) => calendar.add(time, step) };
}

/**
 * Whole days go by the clock from the anchor on, so that a day whose hour is left out moves all later ones; a mix of
 * days and seconds is estimated in exact time.
 */
function seriesSince39(
  anchor: ZonedDateTime,
  interval: number,
  start: ZonedDateTime,
  calendar: Calendar,
): Series {
  const step = stepOf(interval);
  const isWholeDays = step.days !== 0 && step.seconds === 0;
  const isMixed = step.days !== 0 && step.seconds !== 0;
  const after = (time: ZonedDateTime) => calendar.add(time, step);
  const isAfterAnchor = !calendar.isBefore(start, anchor);
  if (isAfterAnchor && isWholeDays && anchor.timeZoneId !== "UTC")
    return { first: seek(anchor, step.days, start, calendar), after };
  const jump = (count: number) =>
    calendar.add(anchor, isMixed ? { days: 0, seconds: interval * count } : times(step, count));
  let count = Math.trunc(secondsBetween(anchor, start) / interval);
  while (calendar.isBefore(start, jump(count))) count--;
  const first = jump(count);
  if (isAfterAnchor || !isWholeDays) return { first, after };
  // Before the anchor each date is counted back from it.
  return { first, after: (time) => (count < 0 ? jump(++count) : after(time)) };
}

/**
 * The last date but one or two before the start: from change to change of the clock in one go, over each change one by
 * one (`_seek_calendar_interval`).
 */
function seek(anchor: ZonedDateTime, days: number, start: ZonedDateTime, calendar: Calendar): ZonedDateTime {
  let current = anchor;
  while (Temporal.ZonedDateTime.compare(current, start) < 0) {
    const change = current.getTimeZoneTransition("next");
    const boundary = change && Temporal.ZonedDateTime.compare(change, start) < 0 ? change : start;
    const passed = current.toPlainDate().until(boundary.toPlainDate(), { largestUnit: "days" }).days;
    current = calendar.add(current, { days: days * Math.max(1, Math.floor(passed / days) - 1), seconds: 0 });
  }
  return current;
}

function times({ days, seconds }: Step, count: number): Step {
  return { days: days * count, seconds: seconds * count };
}

function secondsBetween(from: ZonedDateTime, to: ZonedDateTime): number {
  return Number((to.epochNanoseconds - from.epochNanoseconds) / 1000n) / 1e6;
}
