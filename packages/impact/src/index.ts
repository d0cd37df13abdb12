export { type NextDates, nextDates } from "./next-runs/next-dates.ts";
export type { ScheduleSpec } from "./next-runs/schedule-spec.ts";
