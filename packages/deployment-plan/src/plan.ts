import type { Json } from "#flow-source";

/** Version of the plan's JSON form; raised with every change that a reader could trip over. */
export const PLAN_VERSION = 1;

/** What apply-deployments is about to do, as data: rendering and executing read only this. */
export interface Plan {
  version: typeof PLAN_VERSION;
  /** API address of the server it was computed from. */
  server: string;
  /** The commit the definitions were read at, or null outside git. */
  commit: string | null;
  /** ISO 8601, UTC. */
  createdAt: string;
  deployments: PlannedDeployment[];
}

export type Action = "create" | "update" | "unchanged" | "pause" | "delete" | "keep";

export interface PlannedDeployment {
  /** `flow-name/deployment-name`. */
  key: string;
  flowName: string;
  name: string;
  action: Action;
  /** Why it was touched: handed down from change-detection, or the plan's own words. */
  reason: string;
  /** The live deployment's id and `updated` stamp; null for one to be made. */
  live: { id: string; updated: string } | null;
  /** Field by field, in the server's names; empty unless action is create or update. */
  changes: FieldChange[];
  schedules: ScheduleChange[];
  automations: AutomationChange[];
  /** Future scheduled runs that the writes drop for some seconds until the scheduler makes them again. */
  droppedRuns: number;
  /** Things worth telling: a pinned commit, an approximate schema, a work queue that will be made. */
  notes: string[];
}

export interface FieldChange {
  /** The server's field name. */
  field: string;
  before: Json;
  after: Json;
}

export interface ScheduleChange {
  action: "create" | "update" | "delete" | "unchanged";
  /** The live schedule's id; null for one to be made. */
  id: string | null;
  /** For a reader: `cron 5 0 * * * (UTC)`. */
  title: string;
  before: Json;
  after: Json;
}

export interface AutomationChange {
  action: "create" | "update" | "delete" | "unchanged";
  id: string | null;
  name: string;
  before: Json;
  after: Json;
}
