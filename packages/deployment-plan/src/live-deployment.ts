import type { AutomationState } from "./automation-state.ts";
import type { LiveFields } from "./deployment-field.ts";
import type { ScheduleState } from "./schedule-state.ts";

/** A deployment as the server holds it, in the same form as a desired one. */
export interface LiveDeployment {
  id: string;
  key: string;
  flowName: string;
  /** Null for one that no server holds. */
  flowId: string | null;
  name: string;
  updated: string;
  fields: LiveFields;
  /** Whether its queue is its work pool's default one: what a file without a queue means. */
  usesDefaultQueue: boolean;
  /** Oldest first. */
  schedules: LiveSchedule[];
  /** Those whose one action starts this deployment, whoever made them; oldest first. */
  automations: LiveAutomation[];
}

export interface LiveSchedule {
  id: string;
  created: string;
  updated: string;
  state: ScheduleState;
}

export interface LiveAutomation {
  id: string;
  created: string;
  state: AutomationState;
}
