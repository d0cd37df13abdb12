import { Temporal } from "temporal-polyfill";
import type { Reckoning, ZonedDateTime } from "./schedule-spec.ts";

const DAY = 86_400;

/** An interval as Python's `timedelta` splits it: whole days, which go by the clock, and the rest in exact seconds. */
export interface Step {
  days: number;
  /** To the microsecond. */
  seconds: number;
}

/** @param interval seconds */
export function stepOf(interval: number): Step {
  const days = Math.floor(interval / DAY);
  return { days, seconds: interval - days * DAY };
}

/** How a library of Python's reckons with times of one zone. */
export interface Calendar {
  add(time: ZonedDateTime, step: Step): ZonedDateTime;
  isBefore(time: ZonedDateTime, other: ZonedDateTime): boolean;
  /** Times of one identity are one date for the server. */
  identity(time: ZonedDateTime): string;
}

export function calendarOf({ prefect, python }: Reckoning): Calendar {
  if (python === "3.12") return pendulum;
  return prefect === "3.8" ? wheneverOnItsSide : whenever;
}

/** Python compares two times of one zone by the clock, so that the hour that comes twice counts once. */
const pendulum: Calendar = {
  add(time, { days, seconds }) {
    if (days === 0) return time.add(exactly(seconds));
    return time
      .toPlainDateTime()
      .add({ days, ...exactly(seconds) })
      .toZonedDateTime(time.timeZoneId, { disambiguation: "later" });
  },
  isBefore: (time, other) =>
    Temporal.PlainDateTime.compare(time.toPlainDateTime(), other.toPlainDateTime()) < 0,
  identity: (time) => time.toPlainDateTime().toString(),
};

const whenever: Calendar = {
  add(time, { days, seconds }) {
    // The first of an hour that comes twice.
    const later = days === 0 ? time : time.toPlainDateTime().add({ days }).toZonedDateTime(time.timeZoneId);
    return later.add(exactly(seconds));
  },
  isBefore: (time, other) => Temporal.ZonedDateTime.compare(time, other) < 0,
  identity: (time) => String(time.epochNanoseconds),
};

const wheneverOnItsSide: Calendar = {
  ...whenever,
  add(time, { days, seconds }) {
    if (days === 0) return time.add(exactly(seconds));
    // In an hour that comes twice it stays on the side where it was.
    const later = time.toPlainDateTime().add({ days });
    return Temporal.ZonedDateTime.from(`${later.toString()}${time.offset}[${time.timeZoneId}]`, {
      offset: "prefer",
    }).add(exactly(seconds));
  },
};

/** Seconds to the microsecond, as Python's `timedelta` has them. */
export function exactly(seconds: number): { seconds: number; microseconds: number } {
  const whole = Math.trunc(seconds);
  return { seconds: whole, microseconds: Math.round((seconds - whole) * 1e6) };
}
