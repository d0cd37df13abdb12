import type { CronExpansion, CronField } from "#prefect-project";

/** How far croniter looks for a next date (`max_years_between_matches`). */
const MOST_YEARS = 50;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The first date after `from` that a cron expression allows, on a clock without a time zone: milliseconds since
 * 1970 as if it were UTC. Undefined where there is none within 50 years.
 *
 * A day of the month and a day of the week that are both given have to fit together only where `dayOr` is false.
 * The steps are those of Prefect's croniter (`prefect/_vendor/croniter`, `_get_next` and `_calc`), with what they
 * pass over: from the middle of February on, `1,31` goes to the 31st, that is behind the 1st of March.
 */
export function nextCronDate(cron: CronExpansion, dayOr: boolean, from: number): number | undefined {
  if (cron.dayOfMonth.any || cron.dayOfWeek.any || !dayOr) return step(cron, from);
  const byMonth = step({ ...cron, dayOfWeek: ANY }, from);
  const byWeek = step({ ...cron, dayOfMonth: ANY }, from);
  // croniter fails where one of them has no date.
  return byMonth === undefined || byWeek === undefined ? undefined : Math.min(byMonth, byWeek);
}

const ANY: CronField = { values: [], any: true };

function step(cron: CronExpansion, from: number): number | undefined {
  // Whole seconds, and the next minute where the expression has no seconds.
  let date = Math.floor(from / 1000) * 1000 + (cron.second ? 1000 : MINUTE);
  const firstYear = yearOf(date);
  while (Math.abs(yearOf(date) - firstYear) <= MOST_YEARS) {
    const later = laterYear(cron, date) ?? laterDay(cron, date) ?? laterTime(cron, date);
    if (later === "never") return undefined;
    if (later === undefined) return cron.second ? date : Math.floor(date / MINUTE) * MINUTE;
    date = later;
  }
  return undefined;
}

/** Where to go on when the year doesn't fit; undefined when it does. */
function laterYear({ year }: CronExpansion, date: number): number | "never" | undefined {
  if (!year || year.any) return undefined;
  const next = year.values.find((value) => Number(value) >= yearOf(date));
  if (next === undefined) return "never";
  return next === yearOf(date) ? undefined : Date.UTC(Number(next), 0);
}

/** Where to go on when month or day don't fit: the beginning of a later day. */
function laterDay(cron: CronExpansion, date: number): number | undefined {
  const at = new Date(date);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const months = distance(cron.month, month + 1, 12);
  if (months > 0) return Date.UTC(year, month + months, 1);
  const last = lastDay(year, month);
  const isLast = cron.dayOfMonth.values.includes("l") && day === last;
  const days = isLast ? 0 : distance(cron.dayOfMonth, day, last);
  if (days > 0) return Date.UTC(year, month, day + days);
  if (cron.numberedDays.size > 0) {
    const fitting = numberedDaysOf(cron.numberedDays, year, month).find((candidate) => candidate >= day);
    return fitting === day ? undefined : Date.UTC(year, month, fitting ?? last + 1);
  }
  const weekdays = distance(cron.dayOfWeek, at.getUTCDay(), 7);
  return weekdays > 0 ? Date.UTC(year, month, day + weekdays) : undefined;
}

/** Where to go on when the time of day doesn't fit. */
function laterTime(cron: CronExpansion, date: number): number | undefined {
  const at = new Date(date);
  const hours = distance(cron.hour, at.getUTCHours(), 24);
  if (hours > 0) return Math.floor(date / HOUR) * HOUR + hours * HOUR;
  const minutes = distance(cron.minute, at.getUTCMinutes(), 60);
  if (minutes > 0) return Math.floor(date / MINUTE) * MINUTE + minutes * MINUTE;
  const seconds = cron.second ? distance(cron.second, at.getUTCSeconds(), 60) : 0;
  return seconds > 0 ? date + seconds * 1000 : undefined;
}

/** From a value to the next allowed one, over the end of the field where need be. */
function distance(field: CronField, from: number, length: number): number {
  if (field.any) return 0;
  const numbers = field.values.map((value) => (value === "l" ? length : value));
  const next = numbers.find((value) => value >= from);
  return next === undefined ? (numbers[0] as number) + length - from : next - from;
}

/** The days of a month that are, say, its second Tuesday, in ascending order. */
function numberedDaysOf(days: CronExpansion["numberedDays"], year: number, month: number): number[] {
  const first = new Date(Date.UTC(year, month)).getUTCDay();
  const last = lastDay(year, month);
  const found = [...days].flatMap(([weekday, places]) => {
    const dates: number[] = [];
    for (let day = 1 + ((weekday - first + 7) % 7); day <= last; day += 7) dates.push(day);
    return [...places].flatMap((place) => dates.at(place === "l" ? -1 : place - 1) ?? []);
  });
  return found.sort((a, b) => a - b);
}

function lastDay(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1) - DAY).getUTCDate();
}

function yearOf(date: number): number {
  return new Date(date).getUTCFullYear();
}
