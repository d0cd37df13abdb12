import fc, { type Arbitrary } from "fast-check";
import type { ScheduleSpec } from "#impact";

/** A schedule and the moment from which on its dates are asked for. */
export interface Question {
  schedule: ScheduleSpec;
  /** ISO 8601 in UTC. */
  now: string;
  count: number;
}

/** Zones of both hemispheres, of changes by half an hour and by two, at midnight, and without any. */
const ZONES = [
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "America/Santiago",
  "Europe/Berlin",
  "Europe/London",
  "Europe/Lisbon",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Antarctica/Troll",
  "Etc/GMT+5",
  "UTC",
] as const;

/** Moments at which zones change their clocks, back and forth. */
const CHANGES = [
  ["America/New_York", "2024-03-10T07:00:00Z"],
  ["America/New_York", "2024-11-03T06:00:00Z"],
  ["Europe/Berlin", "2025-03-30T01:00:00Z"],
  ["Europe/Berlin", "2025-10-26T01:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["America/St_Johns", "2026-03-08T05:30:00Z"],
  ["Africa/Cairo", "2026-04-23T22:00:00Z"],
  ["America/Santiago", "2027-04-04T03:00:00Z"],
  ["Antarctica/Troll", "2025-03-30T01:00:00Z"],
  ["Antarctica/Troll", "2025-10-26T01:00:00Z"],
  ["Pacific/Chatham", "2026-09-26T14:00:00Z"],
] as const;

const HOUR = 3_600_000;
interface Place {
  timezone: string | null;
  now: number;
}
const anywhere: Arbitrary<Place> = fc.record({
  timezone: fc.constantFrom(null, ...ZONES),
  now: fc.integer({ min: 0, max: 15 * 366 * 24 * 3600 }).map((seconds) => Date.UTC(2020, 0) + seconds * 1000),
});
/** From some hours before a change of clocks to some hours after it. */
const nearChange: Arbitrary<Place> = fc
  .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -30 * HOUR, max: 3 * HOUR }), fc.boolean())
  .map(([[timezone, change], distance, isWhole]) => ({
    timezone,
    now: Date.parse(change) + (isWhole ? distance - (distance % 60_000) : distance),
  }));
const place = fc.oneof({ weight: 2, arbitrary: nearChange }, { weight: 1, arbitrary: anywhere });

const number = (low: number, high: number) => fc.integer({ min: low, max: high }).map(String);
const word = (words: string) => fc.constantFrom(...words.split(" "));

/** One field of a cron expression: stars, numbers, lists, ranges (over the end too), steps and what is added. */
function field(low: number, high: number, ...others: Arbitrary<string>[]): Arbitrary<string> {
  const value = number(low, high);
  const range = fc.tuple(value, value).map(([first, last]) => `${first}-${last}`);
  const step = fc
    .tuple(fc.oneof(fc.constant("*"), range, value), number(1, Math.min(30, high)))
    .map(([base, size]) => `${base}/${size}`);
  const part = fc.oneof(value, value, range, step, ...others);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: value },
    { weight: 3, arbitrary: part },
    { weight: 1, arbitrary: fc.array(part, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(",")) },
  );
}

const minute = field(0, 59);
const hour = fc.oneof(field(0, 23), fc.constantFrom("0", "1", "2", "3", "1-3", "*/2"));
const dayOfMonth = field(1, 31, word("L l 1-l ? 30,l 1,31 28-31"));
const month = field(1, 12, word("jan FEB mar-may nov-feb oct-mar/2"));
const dayOfWeek = fc.oneof(
  field(0, 7, word("mon SUN-tue fri-mon mon-fri ? sat-sun")),
  fc.oneof(
    fc.tuple(number(0, 6), number(1, 5)).map(([day, place]) => `${day}#${place}`),
    number(0, 6).map((day) => `l${day}`),
    word("mon#1 tue-thu#2 fri#1,fri#3 l0,l6 1#5 sat-sun#1"),
  ),
);
const five = fc.tuple(minute, hour, dayOfMonth, month, dayOfWeek).map((fields) => fields.join(" "));
/** Such as meet the hours in which clocks change. */
const nightly = fc
  .tuple(fc.oneof(word("0 30 */7 5,35 59"), number(0, 59)), word("* 0 1 2 3 */2 1-3 0-2,23"))
  .map(([minutes, hours]) => `${minutes} ${hours} * * *`);
const cron = fc.oneof(
  { weight: 5, arbitrary: nightly },
  { weight: 6, arbitrary: five },
  { weight: 1, arbitrary: fc.tuple(five, field(0, 59)).map((fields) => fields.join(" ")) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(five, field(0, 59), fc.oneof(fc.constant("*"), field(2020, 2050)))
      .map((fields) => fields.join(" ")),
  },
  { weight: 1, arbitrary: word("@hourly @daily @Weekly @monthly @yearly @annually @midnight") },
);

type Untimed<Spec> = Omit<Spec, "timezone">;
export type CronSpec = Extract<ScheduleSpec, { cron: string }>;
export type IntervalSpec = Extract<ScheduleSpec, { interval: number }>;

export const cronSchedule: Arbitrary<Untimed<CronSpec>> = fc.record({
  cron,
  day_or: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

const DAY = 86_400;
const interval = fc.oneof(
  fc.constantFrom(60, 900, 1800, 3600, 7200, 6 * 3600, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 182 * DAY),
  fc.constantFrom(0.1, 1.5, 90_000, 100_000.25, DAY + 1800.5),
  fc.integer({ min: 1, max: 400 * DAY }),
);

export const intervalSchedule: Arbitrary<Untimed<IntervalSpec>> = fc
  .record({
    interval,
    anchor: fc.integer({ min: 0, max: 3 * 366 * DAY }),
    fraction: fc.constantFrom("", ".5", ".123456"),
    offset: fc.constantFrom("Z", "+02:00", "-05:00", "+05:45"),
  })
  .map((value) => ({
    interval: value.interval,
    anchor_date: `${new Date(Date.UTC(2022, 0) + value.anchor * 1000).toISOString().slice(0, 19)}${value.fraction}${value.offset}`,
  }));

const weekdays = fc.uniqueArray(word("MO TU WE TH FR SA SU"), { minLength: 1, maxLength: 3 });
const some = (low: number, high: number) =>
  fc.uniqueArray(number(low, high), { minLength: 1, maxLength: 3 }).map((values) => values.join());
const compact = (time: number) =>
  new Date(time)
    .toISOString()
    .replace(/[-:]|\.\d+/g, "")
    .replace("Z", "");

/** Recurrence rules that begin some weeks before they are asked for, since dateutil goes through all dates. */
export const rruleQuestions = (count: number, seed: number): Question[] => {
  const part = (name: string, value: Arbitrary<string>, often = 2) =>
    fc.option(
      value.map((text) => `${name}=${text}`),
      { nil: "", freq: often },
    );
  const rule = fc
    .tuple(
      fc
        .constantFrom("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY")
        .map((name) => `FREQ=${name}`),
      part("INTERVAL", word("2 3 5 10 15 30")),
      part(
        "BYDAY",
        weekdays.map((days) => days.join()),
      ),
      part("BYMONTHDAY", fc.oneof(some(1, 28), word("-1 31 -2,15"))),
      part("BYMONTH", some(1, 12), 1),
      part("BYHOUR", some(0, 23)),
      part("BYMINUTE", some(0, 59)),
      part("BYSETPOS", word("1 -1 1,-1"), 1),
      part("WKST", word("SU MO TH"), 1),
    )
    .map((parts) => parts.filter(Boolean).join(";"));
  const question = fc
    .tuple(
      rule,
      place,
      fc.integer({ min: 0, max: 15 * 24 * 3600 }),
      fc.constantFrom("", "", "EXDATE", "RDATE", "EXRULE"),
    )
    .map(([text, { timezone, now }, seconds, other]) => {
      const added =
        other === "EXRULE" ? "\nEXRULE:FREQ=WEEKLY;BYDAY=SU" : `\n${other}:${compact(now + 30 * HOUR)}`;
      const rrule = `DTSTART:${compact(now - seconds * 1000)}\nRRULE:${text}${other === "" ? "" : added}`;
      return { schedule: { rrule, timezone: timezone ?? "UTC" }, now: new Date(now).toISOString(), count: 5 };
    });
  return fc.sample(question, { numRuns: count, seed });
};

export function questions(
  schedule: Arbitrary<Untimed<CronSpec> | Untimed<IntervalSpec>>,
  count: number,
  seed: number,
): Question[] {
  const question = fc.tuple(schedule, place).map(([spec, { timezone, now }]) => ({
    schedule: { ...spec, timezone } as ScheduleSpec,
    now: new Date(now).toISOString(),
    count: 5,
  }));
  return fc.sample(question, { numRuns: count, seed });
}
