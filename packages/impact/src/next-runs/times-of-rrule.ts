import type { RRule } from "rrule";
import rrule from "./rrule-library.cjs";
import { NotComputed, SchedulerFails } from "./schedule-spec.ts";

const { WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY } = rrule.Frequency;
const DAY = 86_400_000;

/** Milliseconds of the units that are equally long on a clock without a time zone. */
const UNITS = new Map<number, number>([
  [WEEKLY, 7 * DAY],
  [DAILY, DAY],
  [HOURLY, 3_600_000],
  [MINUTELY, 60_000],
  [SECONDLY, 1000],
]);

/** The same rule from a date on, where that can be told without going through all dates before. */
export function startingNear(rule: RRule, from: Date): RRule {
  const { freq, interval, count, dtstart } = rule.options;
  const unit = UNITS.get(freq);
  if (unit === undefined || count) return rule;
  // A whole number of intervals later, the rule is the same.
  const passed = Math.floor((from.getTime() - dtstart.getTime()) / (unit * interval));
  if (passed <= 0) return rule;
  return changed(rule, { dtstart: new Date(dtstart.getTime() + passed * unit * interval) });
}

/**
 * A rule of hours or less in a form whose times `rrule` finds as dateutil does. Of minutes at given hours, and of
 * seconds at given hours or minutes, it misses some and may look forever: where the interval is a part of 60, such a
 * rule is one of days with the same times.
 */
export function checkedTimes(rule: RRule): RRule {
  const { freq, interval, bysetpos } = rule.options;
  const { byhour, byminute, bysecond } = rule.origOptions;
  const isMinutes = freq === MINUTELY && isGiven(byhour);
  const isSeconds = freq === SECONDLY && (isGiven(byhour) || isGiven(byminute));
  if (!isMinutes && !isSeconds) {
    checkReached(rule);
    return rule;
  }
  if (60 % interval !== 0 || isGiven(bysetpos)) {
    throw new NotComputed(
      "A recurrence rule with such an interval at given times of the day is not reckoned with here.",
    );
  }
  const { dtstart } = rule.options;
  const hours = isGiven(byhour) ? byhour : range(24);
  if (isMinutes) {
    const minutes = inStep(byminute, dtstart.getUTCMinutes(), interval);
    return changed(rule, { freq: DAILY, interval: 1, byhour: hours, byminute: minutes });
  }
  const seconds = inStep(bysecond, dtstart.getUTCSeconds(), interval);
  const minutes = isGiven(byminute) ? byminute : range(60);
  return changed(rule, { freq: DAILY, interval: 1, byhour: hours, byminute: minutes, bysecond: seconds });
}

type Numbers = number | number[] | null | undefined;

/** The values from 0 to 59 that steps from a start come to, of those that are asked for. */
function inStep(asked: Numbers, start: number, step: number): number[] {
  const reached = range(60).filter((value) => (value - start) % step === 0);
  const left = isGiven(asked) ? reached.filter((value) => [asked].flat().includes(value)) : reached;
  if (left.length === 0) throw new SchedulerFails(NEVER);
  return left;
}

const NEVER =
  "The recurrence rule never comes to the times that it asks for, on which Prefect's scheduler fails.";

/** Refuses a rule that never comes to the hours, minutes or seconds it counts in: it would be looked for forever. */
function checkReached({ options, origOptions }: RRule): void {
  const { freq, interval, dtstart } = options;
  const asked = {
    [HOURLY]: origOptions.byhour,
    [MINUTELY]: origOptions.byminute,
    [SECONDLY]: origOptions.bysecond,
  }[freq as number];
  if (!isGiven(asked)) return;
  const start = Math.floor(dtstart.getTime() / (UNITS.get(freq) as number));
  const step = greatestCommonDivisor(interval, freq === HOURLY ? 24 : 60);
  if (![asked].flat().some((value) => (value - start) % step === 0)) throw new SchedulerFails(NEVER);
}

function changed(rule: RRule, change: RRule["origOptions"]): RRule {
  return new rrule.RRule({ ...rule.origOptions, ...change }, true);
}

function isGiven(numbers: Numbers): numbers is number | number[] {
  return typeof numbers === "number" || (Array.isArray(numbers) && numbers.length > 0);
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function greatestCommonDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestCommonDivisor(second, first % second);
}
