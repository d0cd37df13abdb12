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
 * What the server's Python decides: up to 3.12 Prefect reckons with pendulum, from 3.13 on with whenever. They
 * differ around the hours when clocks change.
 */
export type ServerPython = "3.12" | "3.13";

/** A time on the clock of a zone. */
export type ZonedDateTime = Temporal.ZonedDateTime;

/** Thrown where dates can't be told here; a sentence that says why. */
export class NotComputed extends Error {}

/**
 * Thrown where the server's scheduler fails over a schedule; a sentence that says why. It then makes no run of the
 * deployment at all, whatever other schedules it has.
 */
export class SchedulerFails extends Error {}
