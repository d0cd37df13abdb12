import type { RRule } from "rrule";
import rrule from "./rrule-library.cjs";
import { NotComputed, SchedulerFails } from "./schedule-spec.ts";
import { checkedTimes, startingNear } from "./times-of-rrule.ts";

/** The start that the server gives to a rule without one (`DEFAULT_ANCHOR_DATE`). */
const DEFAULT_START = "DTSTART:20200101T000000";

const DATE = "\\d{8}(?:T\\d{6}Z?)?";
const DATES = new RegExp(`^(?:DTSTART|RDATE|EXDATE)(?:;[^:]*)?:${DATE}(?:,${DATE})*$`);
const INTEGERS = "[+-]?\\d{1,5}(?:,[+-]?\\d{1,5})*";
const WEEKDAY = "(?:[+-]?\\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)";
const PART = [
  "FREQ=(?:YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY|SECONDLY)",
  "(?:INTERVAL|COUNT)=[1-9]\\d{0,5}",
  `UNTIL=${DATE}`,
  "WKST=(?:MO|TU|WE|TH|FR|SA|SU)",
  `BYDAY=${WEEKDAY}(?:,${WEEKDAY})*`,
  `BY(?:SETPOS|MONTH|MONTHDAY|YEARDAY|WEEKNO|HOUR|MINUTE|SECOND)=${INTEGERS}`,
].join("|");
const RULE = new RegExp(`^(?:RRULE:|EXRULE:)?(?:${PART})(?:;(?:${PART}))*$`);

/** Recurrence rules on a clock without a time zone: times of the clock as if they were UTC. */
export interface RuleSet {
  rules: RRule[];
  dates: Date[];
  exceptRules: RRule[];
  exceptDates: Date[];
}

/**
 * What a text says that Prefect's dateutil takes for a recurrence rule or a set of them.
 *
 * @param from dates of rules before it may be left out
 */
export function parseRrule(text: string, from: Date): RuleSet {
  const lines = text.toUpperCase().split(/\s+/).filter(Boolean);
  if (!lines.every((line) => DATES.test(line) || RULE.test(line))) {
    throw new NotComputed("The recurrence rule is written in a way that is not reckoned with here.");
  }
  const hasStart = lines.some((line) => line.startsWith("DTSTART"));
  if (!hasStart && lines.some((line) => /UNTIL=\d{8}T\d{6}Z/.test(line))) {
    throw new SchedulerFails(
      "Prefect's scheduler fails on an UNTIL in UTC without a DTSTART, and makes no run of the deployment.",
    );
  }
  // All dates count on the schedule's own clock, whatever zones they name.
  const local = lines.map((line) =>
    (/^[A-Z]+[;:]/.test(line) ? line : `RRULE:${line}`)
      .replace(/^([A-Z]+);[^:]*:/, "$1:")
      .replace(/(\d{8}T\d{6})Z/g, "$1")
      .replace(/(BY(?:HOUR|MINUTE|SECOND)=)([-+\d,]+)/g, (_, name, values) => `${name}${inOrder(values)}`),
  );
  const set = rrule.rrulestr([...(hasStart ? [] : [DEFAULT_START]), ...local].join("\n"), { forceset: true });
  if (!(set instanceof rrule.RRuleSet)) throw new Error("rrule gave no set.");
  const ready = (rule: RRule) => checkedTimes(startingNear(rule, from));
  return {
    rules: set.rrules().map(ready),
    dates: set.rdates(),
    exceptRules: set.exrules().map(ready),
    exceptDates: set.exdates(),
  };
}

/** `rrule` gives the times of a day in the order in which they are written. */
function inOrder(values: string): string {
  const numbers = [...new Set(values.split(",").map(Number))];
  return numbers.sort((a, b) => a - b).join();
}
