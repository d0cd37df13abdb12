import type { JsonObject } from "#json";
import type { ScheduleRule, StoredScheduleRule } from "#prefect-api";

/** What a schedule is on the server, without its identity. */
export type ScheduleState = {
  /** When it is due: as stored, or as it is sent. */
  schedule: ScheduleRule | StoredScheduleRule;
  active: boolean;
  parameters: JsonObject;
  slug: string | null;
};
