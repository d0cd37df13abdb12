import { Temporal } from "temporal-polyfill";
import type { ZonedDateTime } from "./schedule-spec.ts";

/** A change of a zone's clock whose odd hours a time lies in. */
export interface ClockChange {
  /** `leaves out`: the time is less than its width behind it. `repeats`: the clock shows what it showed before. */
  kind: "leaves out" | "repeats";
  /** What the clock shows when the odd hours are over: right after the gap, or right after the second of two. */
  end: Temporal.PlainDateTime;
  width: Temporal.Duration;
}

/** No clock was ever changed by more: islands that moved over the date line. */
const WIDEST = { hours: 25 };

/** The change that a time is in the odd hours of; undefined at all other times. */
export function clockChangeAt(time: ZonedDateTime): ClockChange | undefined {
  const next = time.add({ seconds: 1 });
  // Looking for a change takes long, and hardly ever there is one.
  if (time.subtract(WIDEST).offsetNanoseconds === next.offsetNanoseconds) return undefined;
  const change = next.getTimeZoneTransition("previous");
  if (change === null) return undefined;
  const gap = change.offsetNanoseconds - change.subtract({ nanoseconds: 1 }).offsetNanoseconds;
  const passed = Number(time.epochNanoseconds - change.epochNanoseconds);
  if (passed < 0 || passed >= Math.abs(gap)) return undefined;
  const clock = change.toPlainDateTime();
  const width = Temporal.Duration.from({ nanoseconds: Math.abs(gap) });
  return gap > 0
    ? { kind: "leaves out", end: clock, width }
    : { kind: "repeats", end: clock.add(width), width };
}
