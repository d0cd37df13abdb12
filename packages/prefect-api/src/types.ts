import type { Json, JsonObject } from "#json";
import type { components } from "./generated/prefect-api.ts";

type Schemas = components["schemas"];

/** Where Prefect's description says "anything", there is JSON. */
type WithJson<T> = unknown extends T
  ? Json
  : T extends (infer Item)[]
    ? WithJson<Item>[]
    : T extends object
      ? { [Key in keyof T]: WithJson<T[Key]> }
      : T;

/** An answer: the server fills every field, also those that its description calls optional. */
type Answer<T> = T extends (infer Item)[]
  ? Answer<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Answer<Exclude<T[Key], undefined>> }
    : T;

/** What the server answers for one of the schemas of its API description. */
type Stored<Name extends keyof Schemas> = WithJson<Answer<Schemas[Name]>>;
/** What the server takes for one of the schemas of its API description. */
type Sent<Name extends keyof Schemas> = WithJson<Schemas[Name]>;

/** ISO 8601 with time zone, as the server writes it. */
type Stamp = string;
interface Row {
  id: string;
  created: Stamp;
  updated: Stamp;
}

/** An interval in seconds; the description calls it a text since the server takes ISO durations too. */
export type IntervalRule = Omit<Sent<"IntervalSchedule-Input">, "interval"> & { interval: number };

/** A schedule's rule as sent: exactly one of the three. */
export type ScheduleRule = Sent<"CronSchedule"> | IntervalRule | Sent<"RRuleSchedule">;

/** A schedule as stored: the server has added DTSTART to an rrule, an anchor and UTC to an interval. */
export type StoredScheduleRule =
  | Stored<"CronSchedule">
  | Stored<"IntervalSchedule-Output">
  | Stored<"RRuleSchedule">;

export interface DeploymentSchedule extends Row, Omit<Stored<"DeploymentSchedule">, keyof Row | "schedule"> {
  schedule: StoredScheduleRule;
}

export interface DeploymentScheduleCreate
  extends Omit<Sent<"DeploymentScheduleCreate">, "schedule" | "replaces"> {
  schedule: ScheduleRule;
}

/** The server empties the parameters of a schedule that is changed without them: they must always be sent. */
export interface DeploymentScheduleUpdate {
  parameters: JsonObject;
  active?: boolean;
  schedule?: ScheduleRule;
  slug?: string;
  max_scheduled_runs?: number;
}

/**
 * A deployment as stored. Its live concurrency limit is `global_concurrency_limit.limit`; the server's
 * `concurrency_limit` is always null and therefore left out. `updated` misses changes of schedules, which carry
 * their own.
 */
export interface Deployment
  extends Row,
    Omit<Stored<"DeploymentResponse">, keyof Row | "schedules" | "concurrency_limit"> {
  schedules: DeploymentSchedule[];
  /** Name of its flow. */
  flow_name: string;
  /** `flow-name/deployment-name`. */
  key: string;
}

/** A deployment as the server answers it: it knows its flow by id alone. */
export type DeploymentRow = Omit<Deployment, "flow_name" | "key">;

/** A flow and a deployment's name: what identifies a deployment. */
export interface DeploymentName {
  flowName: string;
  name: string;
}

export interface DeploymentCreate extends Omit<Sent<"DeploymentCreate">, "schedules"> {
  schedules?: DeploymentScheduleCreate[];
}

/**
 * Changes of a deployment. A field that is left out stays; null clears where null is allowed, `[]` clears tags,
 * `{}` clears parameters and job variables. Schedules are changed one by one through `prefect.schedules`, since
 * the server makes all of them anew when it is given a list.
 */
export interface DeploymentUpdate
  extends Omit<
    Sent<"DeploymentUpdate">,
    "schedules" | "parameters" | "job_variables" | "parameter_openapi_schema" | "enforce_parameter_schema"
  > {
  parameters?: JsonObject;
  job_variables?: JsonObject;
  parameter_openapi_schema?: JsonObject;
  enforce_parameter_schema?: boolean;
}

export interface Flow extends Row, Omit<Stored<"Flow">, keyof Row> {}

/** An automation as stored. Trigger and actions are as in Prefect's `AutomationCore`. */
export interface Automation extends Row {
  name: string;
  description: string;
  enabled: boolean;
  tags: string[];
  trigger: JsonObject;
  actions: JsonObject[];
  actions_on_trigger: JsonObject[];
  actions_on_resolve: JsonObject[];
}

export interface AutomationWrite {
  name: string;
  description?: string;
  enabled?: boolean;
  tags?: string[];
  trigger: JsonObject;
  actions: JsonObject[];
  actions_on_trigger?: JsonObject[];
  actions_on_resolve?: JsonObject[];
}

export interface WorkPool extends Row, Omit<Stored<"WorkPoolResponse">, keyof Row> {}
export interface WorkPoolCreate extends Sent<"WorkPoolCreate"> {
  type: string;
}
export interface WorkPoolUpdate extends Omit<Sent<"WorkPoolUpdate">, "base_job_template"> {
  base_job_template?: JsonObject;
}
export interface WorkQueue extends Row, Omit<Stored<"WorkQueueResponse">, keyof Row> {}
export interface WorkQueueCreate extends Sent<"WorkQueueCreate"> {}
export interface Worker extends Row, Omit<Stored<"WorkerResponse">, keyof Row> {}

export interface Variable extends Row, Omit<Stored<"Variable">, keyof Row> {}

/** A block with its values; `data` holds what `{{ prefect.blocks.type.name.field }}` refers to. */
export interface BlockDocument extends Row {
  name: string | null;
  data: JsonObject;
  block_type_name: string | null;
  /** Dotted paths of the fields in `data` that are secret, as the block's schema names them. */
  secretFields: string[];
}

/** A run to be started. The key makes starting it twice harmless: the second time the first one's run is answered. */
export interface FlowRunCreate {
  idempotency_key: string;
  /** Laid over the deployment's own. */
  parameters: JsonObject;
  /** Laid over the deployment's own; `env` key by key. */
  job_variables: JsonObject;
  /** Beside the deployment's own. */
  tags: string[];
  /** Has to exist: the server makes one of that name where there is none. The deployment's own unless given. */
  work_queue_name?: string;
}

/** A line of a run's log. `level` is that of Python's `logging`: 20 info, 30 warning, 40 error. */
export interface Log extends Omit<Stored<"Log">, "created" | "updated"> {}

export interface FlowRun extends Row, Omit<Stored<"FlowRunResponse">, keyof Row> {}
export type FlowRunFilter = Sent<"FlowRunFilter">;
