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

/** Moments at which one of these zones changes its clocks. */
const CHANGES = [
  "2024-03-10T07:00:00Z",
  "2024-11-03T06:00:00Z",
  "2025-03-30T01:00:00Z",
  "2025-10-26T01:00:00Z",
  "2026-04-04T15:00:00Z",
  "2026-10-03T15:30:00Z",
  "2026-03-08T05:30:00Z",
  "2026-04-24T22:00:00Z",
  "2027-04-04T03:00:00Z",
] as const;

const HOUR = 3_600_000;
const zone = fc.constantFrom(null, ...ZONES);
const now = fc.oneof(
  { weight: 2, arbitrary: near(CHANGES) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 0, max: 15 * 366 * 24 * 3600 })
      .map((seconds) => Date.UTC(2020, 0) + seconds * 1000),
  },
);

function near(moments: readonly string[]): Arbitrary<number> {
  return fc
    .tuple(fc.constantFrom(...moments), fc.integer({ min: -60 * HOUR, max: 5 * HOUR }), fc.boolean())
    .map(
      ([moment, distance, isWhole]) =>
        Date.parse(moment) + (isWhole ? distance - (distance % 60_000) : distance),
    );
}

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
const cron = fc.oneof(
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

export const cronSchedule: Arbitrary<ScheduleSpec> = fc.record({
  cron,
  timezone: zone,
  day_or: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

const DAY = 86_400;
const interval = fc.oneof(
  fc.constantFrom(60, 900, 1800, 3600, 7200, 6 * 3600, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 182 * DAY),
  fc.constantFrom(0.1, 1.5, 90_000, 100_000.25, DAY + 1800.5),
  fc.integer({ min: 1, max: 400 * DAY }),
);

export const intervalSchedule: Arbitrary<ScheduleSpec> = fc
  .record({
    interval,
    anchor: fc.integer({ min: 0, max: 3 * 366 * DAY }),
    fraction: fc.constantFrom("", ".5", ".123456"),
    offset: fc.constantFrom("Z", "+02:00", "-05:00", "+05:45"),
    timezone: zone,
  })
  .map((value) => ({
    interval: value.interval,
    anchor_date: `${new Date(Date.UTC(2022, 0) + value.anchor * 1000).toISOString().slice(0, 19)}${value.fraction}${value.offset}`,
    timezone: value.timezone,
  }));

export function questions(schedule: Arbitrary<ScheduleSpec>, count: number, seed: number): Question[] {
  const question = fc
    .record({ schedule, now })
    .map((value) => ({ ...value, now: new Date(value.now).toISOString(), count: 5 }));
  return fc.sample(question, { numRuns: count, seed });
}
