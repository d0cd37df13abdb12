/** Prefect's own limit (`MAX_RRULE_LENGTH` of `prefect/_internal/schemas/validators.py`). */
const LONGEST = 6500;

const FREQUENCIES = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"];
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const INTEGER = /^[+-]?\d+$/;

class RruleFault extends Error {}

/**
 * Why Prefect refuses a recurrence rule, or undefined when it takes it: what `dateutil.rrule.rrulestr` parses, up
 * to Prefect's own length. Of the many spellings of a date that dateutil guesses at, only those of RFC 5545 and
 * ISO 8601 are taken.
 */
export function rruleFault(rule: string): string | undefined {
  if (rule.length > 2 * LONGEST) return `It is longer than ${LONGEST} characters.`;
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
  hour: number;
  minute: number;
  second: number;
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
    return { ...date, zoned: zone || date.zoned };
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
  return {
    zoned: zone !== undefined,
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  };
}

function checkRule(line: string, start: RruleDate | undefined): void {
  const colon = line.indexOf(":");
  if (colon >= 0 && (line.slice(0, colon) !== "RRULE" || line.includes(":", colon + 1))) {
    throw new RruleFault(`${line.slice(0, colon)} can't stand in a rule.`);
  }
  const parts = new Map<string, string>();
  for (const pair of line.slice(colon + 1).split(";")) {
    const [name = "", value, ...more] = pair.split("=");
    if (value === undefined || more.length > 0)
      throw new RruleFault(`${pair || "An empty part"} is not NAME=value.`);
    checkPart(name, value);
    // Of two equal names the last one counts.
    parts.set(name, value);
  }
  if (!parts.has("FREQ")) throw new RruleFault("It has no FREQ.");
  const until = parts.get("UNTIL");
  if (until !== undefined && start && parseDate(until).zoned !== start.zoned) {
    throw new RruleFault("UNTIL must be in UTC just when DTSTART has a time zone.");
  }
  checkTimes(parts, start);
}

const TIMES = [
  { name: "BYHOUR", unit: "HOURLY", base: 24, part: "hour" },
  { name: "BYMINUTE", unit: "MINUTELY", base: 60, part: "minute" },
  { name: "BYSECOND", unit: "SECONDLY", base: 60, part: "second" },
] as const;

/**
 * Hours, minutes and seconds. A rule of days or longer makes times of day of them; a rule that repeats in the same
 * unit has to be able to reach one of them from its start, which is midnight where it names none.
 */
function checkTimes(parts: ReadonlyMap<string, string>, start: RruleDate | undefined): void {
  const frequency = parts.get("FREQ") ?? "";
  const interval = Number(parts.get("INTERVAL") ?? 1);
  for (const { name, unit, base, part } of TIMES) {
    const numbers = (parts.get(name) ?? "").split(",").filter(Boolean).map(Number);
    if (numbers.length === 0) continue;
    if (FREQUENCIES.indexOf(frequency) < FREQUENCIES.indexOf("HOURLY")) {
      const outside = numbers.find((number) => number < 0 || number >= base);
      if (outside !== undefined) throw new RruleFault(`${name} can't be ${outside}.`);
    } else if (frequency === unit) {
      const step = gcd(Math.abs(interval), base);
      const from = start?.[part] ?? 0;
      if (!numbers.some((number) => (number - from) % step === 0)) {
        throw new RruleFault(`With its INTERVAL it never comes to ${name}=${numbers.join(",")}.`);
      }
    }
  }
}

function gcd(first: number, second: number): number {
  return second === 0 ? first : gcd(second, first % second);
}

function checkPart(name: string, value: string): void {
  const bad = () => new RruleFault(`${name} can't be ${value || "empty"}.`);
  switch (name) {
    case "FREQ":
      if (!FREQUENCIES.includes(value)) throw bad();
      break;
    case "WKST":
      if (!WEEKDAYS.includes(value)) throw bad();
      break;
    case "UNTIL":
      parseDate(value);
      break;
    case "INTERVAL":
    case "COUNT":
      if (!INTEGER.test(value)) throw bad();
      break;
    case "BYDAY":
    case "BYWEEKDAY":
      if (!value.split(",").every(isWeekday)) throw bad();
      break;
    case "BYSETPOS":
      if (value.split(",").some((number) => !INTEGER.test(number) || !isPosition(Number(number))))
        throw bad();
      break;
    case "BYHOUR":
    case "BYMINUTE":
    case "BYSECOND":
    case "BYMONTH":
    case "BYMONTHDAY":
    case "BYYEARDAY":
    case "BYEASTER":
    case "BYWEEKNO":
      if (!value.split(",").every((number) => INTEGER.test(number))) throw bad();
      break;
    default:
      throw new RruleFault(`${name} is no part of a rule.`);
  }
}

function isPosition(number: number): boolean {
  return number !== 0 && Math.abs(number) <= 366;
}

/** `MO`, `+1MO`, `-1FR`, `MO(+1)`. */
function isWeekday(text: string): boolean {
  const match = /^(?:([+-]?\d+)?([A-Z]{2})|([A-Z]{2})\(([+-]?\d+)\))$/.exec(text);
  if (!match) return false;
  const [, before, day, other, after] = match;
  return WEEKDAYS.includes(day ?? other ?? "") && Number(before ?? after ?? 1) !== 0;
}
