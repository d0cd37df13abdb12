import type { Fault, Location } from "#diagnostics";
import type { Impact } from "#impact";
import type { Json, JsonObject } from "#json";
import type { FilledValue } from "#prefect-project";
import type { AutomationState } from "./automation-state.ts";
import type { FieldChange } from "./deployment-field.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { ScheduleState } from "./schedule-state.ts";

/** Version of the plan's JSON form; raised with every change that a reader could trip over. */
export const PLAN_VERSION = 2;

/**
 * What is about to be done to a server, as data: rendering and executing read nothing else. Its JSON form is
 * described by `schemas/plan.schema.json`.
 */
export interface PlanOf<Redacted extends boolean> {
  version: typeof PLAN_VERSION;
  /** True where secrets are masked: such a plan can be shown, but not executed. */
  redacted: Redacted;
  /** What the definitions were held against: what a server holds, or the definitions of the base commit. */
  against: "server" | "base";
  /** API address of the server it was computed from; null where none was asked. */
  server: string | null;
  /** The commit the definitions were read at, or null outside git. */
  commit: string | null;
  /** The commit from which changes of the files are told; null where there is none. */
  base: string | null;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** What shaped the plan beside files and server, by the names of inputs. */
  options: JsonObject;
  /** In the order in which the definitions were given, removed ones last. */
  deployments: (Redacted extends true ? ShownDeployment : PlannedDeployment)[];
  /** What was not checked, since no server was asked: one sentence each. */
  notChecked: string[];
  /** What is worth telling of the whole. */
  warnings: Fault[];
}

/** What becomes of a deployment's definition and code between the base and the head, as a detection tells it. */
export type FilesChange = "added" | "modified" | "affected" | "removed";

/**
 * Where a difference comes from: `files` where the base and the head differ in it, `server` where the files are the
 * same there and the server holds something else already; null where no base tells.
 */
export type Cause = "files" | "server" | null;

/** A plan that can be executed. It holds every value in clear: never print or store it, see `redactPlan`. */
export type Plan = PlanOf<false>;

/** A plan that can be printed and stored: secrets are replaced by `***`. */
export type ShownPlan = PlanOf<true> & {
  /** Digest of all that is planned, see `digest-plan.ts`: what was approved is known again by it. */
  digest: string;
};

/**
 * - `create`: not on the server yet.
 * - `update`: at least one field, schedule or automation is written.
 * - `unchanged`: nothing is written.
 * - `archive`, `pause`, `delete`, `keep`: it left the files; what happens to it is the removed-policy.
 */
export type Action = "create" | "update" | "unchanged" | "archive" | "pause" | "delete" | "keep";

/** What is planned for one deployment; a shown one has its secrets masked. */
interface DeploymentOf<Field, Schedule, Automation> {
  /** `flow-name/deployment-name`. */
  key: string;
  flowName: string;
  name: string;
  action: Action;
  /** Why it was touched: handed down from change-detection, or the plan's own words. */
  reason: string;
  /** What became of it in the files since the base; null where no detection tells. `affected`: its code alone. */
  filesChange: FilesChange | null;
  /** Where its definition begins; null for one that left the files. */
  location: Location | null;
  /** The live deployment that the plan was computed from; null for one to be made. */
  live: LiveStamp | null;
  /** Where its runs go once the plan is executed; null where nothing of it is written. */
  workPool: { name: string; queue: string | null } | null;
  /** The image that its runs get; null where nothing names one, and for one that left the files. */
  image: RunImage | null;
  /** Field by field, in the server's names; empty unless action is create or update. */
  changes: Field[];
  schedules: Schedule[];
  automations: Automation[];
  /** What hangs on it; null where nothing of it changes, and where nobody asked. */
  impact: DeploymentImpact | null;
  /**
   * Scheduled runs that the writes drop. After an update the scheduler makes them again within seconds; after a
   * pause or a deletion they are gone.
   */
  droppedRuns: number;
  /** Things worth telling: a pinned commit, an approximate schema, a work queue that will be made. */
  notes: string[];
}

/** What hangs on a deployment, and what its runs are at. */
export interface DeploymentImpact extends Impact {
  /** Null where no server was asked, and for a deployment that is not there yet. */
  runs: DeploymentRuns | null;
}

export interface DeploymentRuns {
  /** The run that started last, of those that have ended; null where there was none. */
  last: { state: string; name: string; ended: string | null } | null;
  /** How many are running, pending or about to be cancelled right now. */
  running: number;
}

export interface PlannedDeployment
  extends DeploymentOf<FieldChange & Caused, ScheduleChange & Caused, AutomationChange & Caused> {
  /** All that the server held of it when the plan was made; null for one to be made. No shown plan has it. */
  seen: LiveDeployment | null;
  /** Its values that placeholders were filled in: a shown plan has them as the file has them. */
  filled: readonly FilledValue[];
}

export interface ShownDeployment
  extends DeploymentOf<ShownFieldChange, ShownScheduleChange, AutomationChange & Caused> {
  /** Digest of what is planned for it. */
  digest: string;
  /** Which of its masked values the digest doesn't cover, for want of a key: `job_variables`, `parameters`. */
  notCovered: string[];
}

/** An image, and what names it: a deployment's own job variable goes before its work pool's template. */
export interface RunImage {
  name: string;
  from: "job-variables" | "work-pool";
}

interface Caused {
  cause?: Cause;
}

export interface LiveStamp {
  id: string;
  /** The server's own stamp; edits of schedules don't change it, each schedule has its own. */
  updated: string;
  paused: boolean;
}

/** A change of a field whose values may be masked. */
export interface ShownFieldChange extends Caused {
  /** The server's field name. */
  field: FieldChange["field"];
  before: Json;
  after: Json;
}

export type PartAction = "create" | "update" | "delete" | "unchanged";

interface ScheduleChangeOf<State> {
  action: PartAction;
  /** The live schedule's id; null for one to be made. */
  id: string | null;
  /** The live schedule's own stamp; null for one to be made. */
  updated: string | null;
  /** For a reader: `cron 0 5 * * * (UTC)`. */
  title: string;
  /** `{schedule, active, parameters, slug}` as stored; null for one to be made. */
  before: State | null;
  /** The same as it will be stored; null for one to be deleted. */
  after: State | null;
}

export interface ScheduleChange extends ScheduleChangeOf<ScheduleState> {}

export interface ShownScheduleChange extends ScheduleChangeOf<ShownScheduleState>, Caused {}

/** A schedule whose texts may be masked. */
export interface ShownScheduleState extends Omit<ScheduleState, "schedule"> {
  schedule: JsonObject;
}

export interface AutomationChange {
  action: PartAction;
  id: string | null;
  name: string;
  before: AutomationState | null;
  after: AutomationState | null;
}
