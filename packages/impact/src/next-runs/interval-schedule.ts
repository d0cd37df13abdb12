import { Temporal } from "temporal-polyfill";
import { type Moment, NotComputed, type ServerPython } from "./schedule-spec.ts";

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
export function intervalMoments(
  spec: { interval: number; anchor_date: string },
  zone: string,
  now: Temporal.Instant,
  count: number,
  python: ServerPython,
): Moment[] {
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
  const moments = new Map<string, Moment>();
  for (let tried = 0; tried <= MOST_CANDIDATES && moments.size < count; tried++) {
    if (!moments.has(identity(next))) moments.set(identity(next), next);
    next = advance(next, interval);
  }
  return [...moments.values()];
}

interface Reckoning {
  /** One interval later. */
  advance(moment: Moment, interval: number): Moment;
  isBefore(moment: Moment, other: Moment): boolean;
  /** Moments of one identity are one date for the server. */
  identity(moment: Moment): string;
}

/** Python compares two times of one zone by the clock, so that the hour that comes twice counts once. */
const byPendulum: Reckoning = {
  advance(moment, interval) {
    const [days, rest] = daysAndRest(interval);
    if (days === 0) return moment.add(exactly(rest));
    return moment
      .toPlainDateTime()
      .add({ days, ...exactly(rest) })
      .toZonedDateTime(moment.timeZoneId, { disambiguation: "later" });
  },
  isBefore: (moment, other) =>
    Temporal.PlainDateTime.compare(moment.toPlainDateTime(), other.toPlainDateTime()) < 0,
  identity: (moment) => moment.toPlainDateTime().toString(),
};

const byWhenever: Reckoning = {
  advance(moment, interval) {
    const [days, rest] = daysAndRest(interval);
    if (days === 0) return moment.add(exactly(rest));
    // In an hour that comes twice it stays on the side where it was.
    const later = moment.toPlainDateTime().add({ days });
    return Temporal.ZonedDateTime.from(`${later.toString()}${moment.offset}[${moment.timeZoneId}]`, {
      offset: "prefer",
    }).add(exactly(rest));
  },
  isBefore: (moment, other) => Temporal.ZonedDateTime.compare(moment, other) < 0,
  identity: (moment) => String(moment.epochNanoseconds),
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
