import type { Temporal } from "temporal-polyfill";

/**
 * When a schedule runs, as Prefect's API takes and stores it (`prefect.server.schemas.schedules`). A file's
 * interval may have no anchor date: then the server takes the time of the write.
 */
export type ScheduleSpec =
  | { cron: string; timezone?: string | null; day_or?: boolean }
  | { interval: number; anchor_date?: string | null; timezone?: string | null }
  | { rrule: string; timezone?: string | null };

/**
 * What decides how a server reckons around the hours when clocks change, and nowhere else: its Prefect (up to 3.8, or
 * from 3.9 on), and its Python, since Prefect reckons with pendulum up to 3.12 and with whenever from 3.13 on.
 */
export interface Reckoning {
  prefect: "3.8" | "3.9";
  python: "3.12" | "3.13";
}

/** How a server of a version such as `3.8.8` reckons; like the newest where that isn't known, as on Prefect Cloud. */
export function reckoningOf(version: string | null): Reckoning["prefect"] {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  return major === 3 && minor <= 8 ? "3.8" : "3.9";
}

/** A time on the clock of a zone. */
export type ZonedDateTime = Temporal.ZonedDateTime;

/** Thrown where dates can't be told here; a sentence that says why. */
export class NotComputed extends Error {}

/**
 * Thrown where the server's scheduler fails over a schedule; a sentence that says why. It then makes no run of the
 * deployment at all, whatever other schedules it has.
 */
export class SchedulerFails extends Error {}
