import type { RRule } from "rrule";
import { Temporal } from "temporal-polyfill";
import { parseRrule } from "./parse-rrule.ts";
import { occurrences } from "./rrule-occurrences.ts";
import type { ZonedDateTime } from "./schedule-spec.ts";

/**
 * The next dates of a recurrence rule. Prefect's dateutil reckons on a clock without a time zone, whatever zones the
 * rule names; each date is then put into the schedule's zone. One in the hour that is left out in spring comes an
 * hour too early, one in the hour that comes twice in autumn is the first. dateutil's port to JavaScript (`rrule`)
 * gives the same dates on that clock.
 * Source: `RRuleSchedule` of `prefect.server.schemas.schedules`.
 */
export function rruleTimes(
  text: string,
  zone: string,
  now: Temporal.Instant,
  count: number,
): ZonedDateTime[] {
  const from = firstDate(now, zone);
  const { rules, dates, exceptRules, exceptDates } = parseRrule(text, from);
  const excepted = new Set(exceptDates.map(Number));
  const isExcepted = (date: Date) =>
    excepted.has(date.getTime()) || exceptRules.some((rule) => holds(rule, date));
  const times = new Map<string, ZonedDateTime>();
  const add = (date: Date): boolean => {
    const time = toZoned(date, zone);
    if (Temporal.Instant.compare(time.toInstant(), now) < 0 || isExcepted(date)) return false;
    // `rrule` may give a date twice.
    const known = times.size;
    times.set(time.toPlainDateTime().toString(), time);
    return times.size > known;
  };
  for (const rule of rules) {
    let added = 0;
    occurrences(rule, from, (date) => (add(date) ? ++added : added) < count);
  }
  for (const date of dates) if (date >= from) add(date);
  return [...times.values()].sort(Temporal.ZonedDateTime.compare).slice(0, count);
}

function holds(rule: RRule, date: Date): boolean {
  let found = false;
  occurrences(rule, date, (occurrence) => {
    found = occurrence.getTime() === date.getTime();
    return false;
  });
  return found;
}

/**
 * From which time on the clock on dates may come later than now: earlier than what the clock shows where it was
 * changed within a day. As the same time in UTC, which is how `rrule` holds times without a zone.
 */
function firstDate(now: Temporal.Instant, zone: string): Date {
  const here = now.toZonedDateTimeISO(zone);
  const wasChanged = here.subtract({ hours: 24 }).offset !== here.offset;
  const clock = here.toPlainDateTime().subtract({ hours: wasChanged ? 24 : 0 });
  return new Date(Math.floor(clock.toZonedDateTime("UTC").epochMilliseconds));
}

function toZoned(date: Date, zone: string): ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime())
    .toZonedDateTimeISO("UTC")
    .toPlainDateTime()
    .toZonedDateTime(zone, { disambiguation: "earlier" });
}
