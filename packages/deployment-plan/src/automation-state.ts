import type { JsonObject } from "#json";

/** What an automation made of a trigger is on the server, without its identity and its deployment's. */
export type AutomationState = {
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
  trigger: JsonObject;
  parameters: JsonObject | null;
  job_variables: JsonObject | null;
  schedule_after: number;
};
