/** Prefect's own limit (`MAX_RRULE_LENGTH` of `prefect/_internal/schemas/validators.py`). */
const LONGEST = 6500;

const FREQUENCIES = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

class RruleFault extends Error {}

/**
 * Why Prefect refuses a recurrence rule, or undefined when it takes it: what `dateutil.rrule.rrulestr` parses, up
 * to Prefect's own length. Of the many spellings of a date that dateutil guesses at, only those of RFC 5545 and
 * ISO 8601 are taken.
 */
export function rruleFault(rule: string): string | undefined {
  try {
    checkRuleSet(rule);
  } catch (error) {
    if (error instanceof RruleFault) return error.message;
    throw error;
  }
  return [...rule].length > LONGEST ? `It is longer than ${LONGEST} characters.` : undefined;
}

function checkRuleSet(rule: string): void {
  const lines = rule
    .toUpperCase()
    .split(/\s+/)
    .filter((line) => line !== "");
  if (lines.length === 0) throw new RruleFault("It is empty.");
  const [first = ""] = lines;
  if (lines.length === 1 && (!first.includes(":") || first.startsWith("RRULE:"))) {
    checkRule(first, undefined);
    return;
  }
  const rules: string[] = [];
  let start: RruleDate | undefined;
  let isSet = false;
  const exceptions: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, ...parameters] = (colon < 0 ? "RRULE" : line.slice(0, colon)).split(";");
    const value = line.slice(colon + 1);
    if (name === "RRULE" || name === "EXRULE") {
      if (parameters[0]) throw new RruleFault(`${name} takes no parameter ${parameters[0]}.`);
      (name === "RRULE" ? rules : exceptions).push(value);
      isSet ||= name === "EXRULE";
    } else if (name === "RDATE") {
      const other = parameters.find((parameter) => parameter !== "VALUE=DATE-TIME");
      if (other) throw new RruleFault(`RDATE takes no parameter ${other}.`);
      for (const date of value.split(",")) parseDate(date);
      isSet = true;
    } else if (name === "EXDATE" || name === "DTSTART") {
      const dates = checkDates(value, parameters);
      isSet ||= name === "EXDATE";
      if (name === "DTSTART") {
        if (dates.length !== 1) throw new RruleFault("DTSTART takes one date.");
        start = dates[0];
      }
    } else {
      throw new RruleFault(`${name} is no property of a recurrence rule.`);
    }
  }
  if (!isSet && rules.length === 0) throw new RruleFault("It has no RRULE.");
  for (const value of [...rules, ...exceptions]) checkRule(value, start);
}

interface RruleDate {
  zoned: boolean;
}

function checkDates(value: string, parameters: readonly string[]): RruleDate[] {
  let hasType = false;
  let zone = false;
  for (const parameter of parameters) {
    if (parameter.startsWith("TZID=")) zone = true;
    else if (parameter !== "VALUE=DATE-TIME" && parameter !== "VALUE=DATE") {
      throw new RruleFault(`${parameter} is no parameter of a date.`);
    } else if (hasType) throw new RruleFault("The type of a date is given twice.");
    else hasType = true;
  }
  return value.split(",").map((text) => {
    const date = parseDate(text);
    if (zone && date.zoned) throw new RruleFault("A date with a TZID has a second time zone.");
    return { zoned: zone || date.zoned };
  });
}

const DATE =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:T?(\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d+)?)?)?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/;

function parseDate(text: string): RruleDate {
  const match = DATE.exec(text);
  const [, year = "", month = "", day = "", hour, minute, second, zone] = match ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const real = date.getUTCMonth() === Number(month) - 1 && Number(year) > 0;
  if (!match || !real || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) {
    throw new RruleFault(`${text} is no date such as 20240131T053000Z.`);
  }
  return { zoned: zone !== undefined };
}

function checkRule(line: string, start: RruleDate | undefined): void {
  const colon = line.indexOf(":");
  if (colon >= 0 && (line.slice(0, colon) !== "RRULE" || line.includes(":", colon + 1))) {
    throw new RruleFault(`${line.slice(0, colon)} can't stand in a rule.`);
  }
  const names = new Map<string, string>();
  for (const pair of line.slice(colon + 1).split(";")) {
    const [name = "", value, ...more] = pair.split("=");
    if (value === undefined || more.length > 0)
      throw new RruleFault(`${pair || "An empty part"} is not NAME=value.`);
    const until = checkPart(name, value);
    // A rule's start without a zone, and now where it has none, is held against the zone of its end.
    if (until && start && until.zoned !== start.zoned) {
      throw new RruleFault("UNTIL must be in UTC just when DTSTART has a time zone.");
    }
    names.set(name, value);
  }
  if (!names.has("FREQ")) throw new RruleFault("It has no FREQ.");
}

function checkPart(name: string, value: string): RruleDate | undefined {
  const bad = () => new RruleFault(`${name} can't be ${value || "empty"}.`);
  const integers = () => {
    const parts = value.split(",");
    if (!parts.every((part) => INTEGER.test(part))) throw bad();
    return parts.map((part) => Number(part.replaceAll("_", "")));
  };
  const within = (low: number, high: number) => {
    if (integers().some((number) => number < low || number > high)) throw bad();
  };
  switch (name) {
    case "FREQ":
      if (!FREQUENCIES.includes(value)) throw bad();
      return;
    case "WKST":
      if (!WEEKDAYS.includes(value)) throw bad();
      return;
    case "UNTIL":
      return parseDate(value);
    case "INTERVAL":
    case "COUNT":
      if (!INTEGER.test(value)) throw bad();
      return;
    case "BYDAY":
    case "BYWEEKDAY":
      if (!value.split(",").every(isWeekday)) throw bad();
      return;
    case "BYSETPOS":
      if (integers().some((number) => number === 0 || Math.abs(number) > 366)) throw bad();
      return;
    case "BYHOUR":
      return within(0, 23) as undefined;
    case "BYMINUTE":
    case "BYSECOND":
      return within(0, 59) as undefined;
    case "BYMONTH":
    case "BYMONTHDAY":
    case "BYYEARDAY":
    case "BYEASTER":
    case "BYWEEKNO":
      integers();
      return;
    default:
      throw new RruleFault(`${name} is no part of a rule.`);
  }
}

/** `MO`, `+1MO`, `-1FR`, `MO(+1)`. */
function isWeekday(text: string): boolean {
  const match = /^(?:([+-]?\d+)?([A-Z]{2})|([A-Z]{2})\(([+-]?\d+)\))$/.exec(text);
  if (!match) return false;
  const [, before, day, other, after] = match;
  return WEEKDAYS.includes(day ?? other ?? "") && Number(before ?? after ?? 1) !== 0;
}
