import { timeZoneNames } from "../generated/time-zone-names.ts";

const names = new Set(timeZoneNames.trim().split(/\s+/));

/**
 * Whether Prefect takes it as the time zone of a cron or interval schedule: a name of Python's `tzdata`, spelled
 * with its capital letters. (Node's own list knows fewer names and takes them in any case.)
 */
export function isTimeZone(name: string): boolean {
  return names.has(name);
}

/** The same for rrule schedules, which Prefect checks against `pytz`. */
export function isRruleTimeZone(name: string): boolean {
  return names.has(name) && name !== "Factory";
}
