import { Temporal } from "temporal-polyfill";
import { NotComputed, type ServerPython, type ZonedDateTime } from "./schedule-spec.ts";

/** Candidates that the server tries for one answer (`MAX_ITERATIONS`). */
const MOST_CANDIDATES = 1001;
/** Steps from the last date before now to the first one after it; the server would take them all. */
const MOST_STEPS = 40_000;
const DAY = 86_400;

/**
 * The next dates of an interval schedule: whole intervals of exact time from the anchor up to now, from there on
 * days by the clock and the rest of the interval.
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
  python: ServerPython,
): ZonedDateTime[] {
  const { advance, isBefore, identity } = python === "3.12" ? byPendulum : byWhenever;
  const interval = Math.round(spec.interval * 1e6) / 1e6;
  const anchor = Temporal.Instant.from(spec.anchor_date).toZonedDateTimeISO(zone);
  const start = now.toZonedDateTimeISO(zone);
  const passed = Number((start.epochNanoseconds - anchor.epochNanoseconds) / 1000n) / 1e6;
  let next = anchor.add(exactly(interval * Math.trunc(passed / interval)));
  for (let steps = 0; isBefore(next, start); steps++) {
    if (steps === MOST_STEPS) throw new NotComputed("The interval is too short.");
    next = advance(next, interval);
  }
  const times = new Map<string, ZonedDateTime>();
  for (let tried = 0; tried <= MOST_CANDIDATES && times.size < count; tried++) {
    if (!times.has(identity(next))) times.set(identity(next), next);
    next = advance(next, interval);
  }
  return [...times.values()];
}

interface Reckoning {
  /** One interval later. */
  advance(time: ZonedDateTime, interval: number): ZonedDateTime;
  isBefore(time: ZonedDateTime, other: ZonedDateTime): boolean;
  /** Times of one identity are one date for the server. */
  identity(time: ZonedDateTime): string;
}

/** Python compares two times of one zone by the clock, so that the hour that comes twice counts once. */
const byPendulum: Reckoning = {
  advance(time, interval) {
    const [days, rest] = daysAndRest(interval);
    if (days === 0) return time.add(exactly(rest));
    return time
      .toPlainDateTime()
      .add({ days, ...exactly(rest) })
      .toZonedDateTime(time.timeZoneId, { disambiguation: "later" });
  },
  isBefore: (time, other) =>
    Temporal.PlainDateTime.compare(time.toPlainDateTime(), other.toPlainDateTime()) < 0,
  identity: (time) => time.toPlainDateTime().toString(),
};

const byWhenever: Reckoning = {
  advance(time, interval) {
    const [days, rest] = daysAndRest(interval);
    if (days === 0) return time.add(exactly(rest));
    // In an hour that comes twice it stays on the side where it was.
    const later = time.toPlainDateTime().add({ days });
    return Temporal.ZonedDateTime.from(`${later.toString()}${time.offset}[${time.timeZoneId}]`, {
      offset: "prefer",
    }).add(exactly(rest));
  },
  isBefore: (time, other) => Temporal.ZonedDateTime.compare(time, other) < 0,
  identity: (time) => String(time.epochNanoseconds),
};

function daysAndRest(interval: number): [days: number, seconds: number] {
  const days = Math.floor(interval / DAY);
  return [days, interval - days * DAY];
}

/** Seconds to the microsecond, as Python's `timedelta` has them. */
function exactly(seconds: number): { seconds: number; microseconds: number } {
  const whole = Math.trunc(seconds);
  return { seconds: whole, microseconds: Math.round((seconds - whole) * 1e6) };
}
