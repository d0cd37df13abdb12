import { Temporal } from "temporal-polyfill";
import { type CronExpansion, expandCron } from "#prefect-project";
import { clockChangeAt } from "./clock-change.ts";
import { nextCronDate } from "./cron-dates.ts";
import { NotComputed, type Reckoning, SchedulerFails, type ZonedDateTime } from "./schedule-spec.ts";

/** How many dates the scheduler asks for, and how far ahead: its settings `min_runs` and `max_scheduled_time`. */
const ASKED_FOR = 3;
const DAYS_AHEAD = 100;

/**
 * The next dates of a cron schedule. Prefect's croniter reckons on a clock without a time zone; each of its dates is
 * then put into the zone. One in the hour that comes twice in autumn is the first. One in the hour that is left out in
 * spring comes as much later as the clock is moved; up to Prefect 3.8 on Python up to 3.12 it comes an hour too early.
 * Source: `CronSchedule._get_dates_generator` of `prefect.server.schemas.schedules`.
 */
export function cronTimes(
  spec: { cron: string; day_or?: boolean },
  zone: string,
  now: Temporal.Instant,
  count: number,
  server: Reckoning,
): ZonedDateTime[] {
  const cron = expanded(spec.cron);
  if (cron.isRandom) throw new NotComputed("The cron expression is drawn at random each time it is read.");
  const after = (clock: number) => nextCronDate(cron, spec.day_or ?? true, clock);
  const { times, isLast } =
    server.prefect === "3.8"
      ? timesUpTo38(after, zone, now, count, server)
      : timesSince39(after, zone, now, count);
  if (isLast) checkLast(times, now);
  return times;
}

/** The first date after a clock's time, both in milliseconds as if the clock were UTC; undefined where there is none. */
type NextDate = (clock: number) => number | undefined;

interface Found {
  times: ZonedDateTime[];
  /** Whether the expression has no more dates. */
  isLast: boolean;
}

/** Candidates that a server up to 3.8 tries for one answer (`MAX_ITERATIONS`). */
const CANDIDATES_UP_TO_38 = 1001;

function timesUpTo38(
  after: NextDate,
  zone: string,
  now: Temporal.Instant,
  count: number,
  { python }: Reckoning,
): Found {
  const disambiguation = python === "3.12" ? "earlier" : "compatible";
  let clock = clockMillis(python === "3.12" ? secondEarlier(now, zone) : secondBefore(clockOf(now, zone)));
  const times = new Map<string, ZonedDateTime>();
  for (let tried = 0; tried <= CANDIDATES_UP_TO_38 && times.size < count; tried++) {
    const next = after(clock);
    if (next === undefined) return { times: [...times.values()], isLast: true };
    clock = next;
    const time = onClock(clock).toZonedDateTime(zone, { disambiguation });
    times.set(time.toPlainDateTime().toString(), time);
  }
  return { times: [...times.values()], isLast: false };
}

/** Candidates that a server from 3.9 on tries for one answer. */
const CANDIDATES_SINCE_39 = 1002;

function timesSince39(after: NextDate, zone: string, now: Temporal.Instant, count: number): Found {
  const start = now.toZonedDateTimeISO(zone);
  const clockNow = start.toPlainDateTime();
  const change = clockChangeAt(start);
  // Of an hour that comes twice only the first time counts: in the second one goes on behind it.
  const from = change?.kind === "repeats" ? change.end : clockNow;
  const candidates = datesAfter(after, secondBefore(from), zone);
  // What the clock has left out just before comes as much later.
  const leftOut =
    change?.kind === "leaves out"
      ? until(change.end, datesAfter(after, secondBefore(clockNow).subtract(change.width), zone))
      : [];
  const times = new Map<bigint, ZonedDateTime>();
  let tried = 0;
  for (const { time } of inOrder(leftOut, candidates)) {
    if (time === undefined) return { times: [...times.values()], isLast: true };
    if (Temporal.ZonedDateTime.compare(time, start) >= 0) times.set(time.epochNanoseconds, time);
    if (times.size >= count || ++tried === CANDIDATES_SINCE_39) break;
  }
  return { times: [...times.values()], isLast: false };
}

interface Candidate {
  clock: Temporal.PlainDateTime;
  /** Undefined where the expression has no more dates. */
  time: ZonedDateTime | undefined;
}

function* datesAfter(after: NextDate, from: Temporal.PlainDateTime, zone: string): Generator<Candidate> {
  for (let clock = clockMillis(from); ; ) {
    const next = after(clock);
    if (next === undefined) return yield { clock: onClock(clock), time: undefined };
    clock = next;
    // `compatible`: the first of two, and out of a gap by its width.
    yield { clock: onClock(clock), time: onClock(clock).toZonedDateTime(zone) };
  }
}

function* until(end: Temporal.PlainDateTime, candidates: Iterable<Candidate>): Generator<Candidate> {
  for (const one of candidates) {
    if (Temporal.PlainDateTime.compare(one.clock, end) >= 0) return;
    yield one;
  }
}

/** Two lists in order of time as one; where one has no more dates, that is told when its turn comes. */
function* inOrder(first: Iterable<Candidate>, second: Iterable<Candidate>): Generator<Candidate> {
  const [a, b] = [first[Symbol.iterator](), second[Symbol.iterator]()];
  let [one, other] = [a.next(), b.next()];
  while (!one.done || !other.done) {
    if (other.done || (!one.done && isBefore(one.value, other.value))) {
      yield one.value;
      one = a.next();
    } else {
      yield other.value;
      other = b.next();
    }
  }
}

function isBefore({ time }: Candidate, { time: other }: Candidate): boolean {
  return time === undefined || (other !== undefined && Temporal.ZonedDateTime.compare(time, other) <= 0);
}

/** The scheduler asks for three dates, as far as they lie within 100 days; croniter fails where it has none to give. */
function checkLast(times: readonly ZonedDateTime[], now: Temporal.Instant): void {
  const last = times.at(-1);
  const end = now.add({ hours: 24 * DAYS_AHEAD });
  if (times.length >= ASKED_FOR || (last && Temporal.Instant.compare(last.toInstant(), end) > 0)) return;
  const left = last ? `only ${times.length}` : "none";
  throw new SchedulerFails(
    `Of the dates of the cron expression there ${times.length === 1 ? "is" : "are"} ${left} left. Prefect's scheduler asks for ${ASKED_FOR}, fails, and makes no run of the deployment.`,
  );
}

function expanded(expression: string): CronExpansion {
  try {
    return expandCron(expression);
  } catch (error) {
    throw new NotComputed(
      `Prefect refuses the cron expression. ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** A second earlier, since croniter gives only what comes later; a part of a second is rounded up. */
function secondBefore(clock: Temporal.PlainDateTime): Temporal.PlainDateTime {
  const whole = clock.round({ smallestUnit: "second", roundingMode: "floor" });
  return whole.equals(clock) ? whole.subtract({ seconds: 1 }) : whole;
}

/** The same in exact time, which is another second on the clock where it has just been changed. */
function secondEarlier(now: Temporal.Instant, zone: string): Temporal.PlainDateTime {
  const whole = now.round({ smallestUnit: "second", roundingMode: "floor" });
  return clockOf(whole.equals(now) ? now.subtract({ seconds: 1 }) : whole, zone);
}

function clockOf(now: Temporal.Instant, zone: string): Temporal.PlainDateTime {
  return now.toZonedDateTimeISO(zone).toPlainDateTime();
}

function clockMillis(clock: Temporal.PlainDateTime): number {
  return clock.toZonedDateTime("UTC").epochMilliseconds;
}

function onClock(millis: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO("UTC").toPlainDateTime();
}
