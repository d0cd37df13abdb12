import type { DeploymentFields } from "#prefect-project";
import type { AutomationState, ScheduleState } from "./plan.ts";

/** A deployment as the server holds it, in the same form as a desired one. */
export interface LiveDeployment {
  id: string;
  key: string;
  flowName: string;
  name: string;
  updated: string;
  fields: LiveFields;
  /** Whether its queue is its work pool's default one: what a file without a queue means. */
  usesDefaultQueue: boolean;
  /** Oldest first. */
  schedules: LiveSchedule[];
  /** Those whose one action starts this deployment, whoever made them. */
  automations: LiveAutomation[];
}

/** The server leaves more of a deployment empty than a file can. */
export type LiveFields = {
  [Field in keyof DeploymentFields]: DeploymentFields[Field] | null;
} & { paused: boolean };

export interface LiveSchedule {
  id: string;
  updated: string;
  state: ScheduleState;
}

export interface LiveAutomation {
  id: string;
  state: AutomationState;
}
