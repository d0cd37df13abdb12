import type { RRule } from "rrule";
import rrule from "./rrule-library.cjs";
import { NotComputed } from "./schedule-spec.ts";

/** Dates from the start of a rule on that are gone through. */
const MOST_DATES = 100_000;
/** Steps of a rule, each of an interval or, on days that don't fit, of a day. */
const MOST_STEPS = 20_000;
/** dateutil's time zones know no changes of clocks after it: what it makes of later dates is left out. */
const LAST_YEAR = 2037;
const END = Date.UTC(LAST_YEAR + 1, 0);

/** At least so many milliseconds lie between two steps of a rule of these frequencies. */
const SHORTEST = new Map<number, number>([
  [rrule.Frequency.YEARLY, 365 * 86_400_000],
  [rrule.Frequency.MONTHLY, 28 * 86_400_000],
  [rrule.Frequency.WEEKLY, 7 * 86_400_000],
  [rrule.Frequency.DAILY, 86_400_000],
]);

class End extends Error {}

/**
 * Gives the dates of a rule from `from` to the end of 2037, in order, until `next` returns false. Neither `rrule` nor
 * dateutil itself would end before the year 9999 where no date comes any more.
 */
export function occurrences(rule: RRule, from: Date, next: (date: Date) => boolean): void {
  let dates = 0;
  try {
    limited(rule).all((date) => {
      if (++dates > MOST_DATES) throw new NotComputed("The recurrence rule has too many dates before now.");
      if (date.getTime() >= END) return false;
      return date < from || next(date);
    });
  } catch (error) {
    if (!(error instanceof End)) throw error;
  }
}

/** The rule with an end: `rrule` reads the interval twice in each step. */
function limited(rule: RRule): RRule {
  const { interval, freq, dtstart } = rule.options;
  const shortest = (SHORTEST.get(freq) ?? 0) * interval;
  const needed = shortest === 0 ? Infinity : Math.max(0, (END - dtstart.getTime()) / shortest) + 2;
  const copy = rule.clone();
  let reads = 0;
  Object.defineProperty(copy.options, "interval", {
    get() {
      reads++;
      if (reads > 2 * needed) throw new End();
      if (reads > 2 * MOST_STEPS) throw new NotComputed("The recurrence rule has no date for too long.");
      return interval;
    },
  });
  return copy;
}
