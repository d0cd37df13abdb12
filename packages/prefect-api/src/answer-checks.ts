import type { JsonObject } from "#json";
import { type AnswerCheck, anything, flag, listOf, nullable, number, record, text } from "./answer-check.ts";
import type {
  Automation,
  BlockDocument,
  DeploymentRow,
  DeploymentSchedule,
  Flow,
  FlowRun,
  Log,
  Variable,
  Worker,
  WorkPool,
  WorkQueue,
} from "./types.ts";

// Of each kind of answer all that is read here or by those who ask. The compiler checks the names against Prefect's API
// description; what is not named may be missing.

const object = record<JsonObject>("an object", {});

export const flow = record<Flow>("a flow", { id: text, name: text });
export const flows = listOf(flow, "flows");

export const schedule = record<DeploymentSchedule>("a schedule", {
  id: text,
  created: text,
  updated: text,
  schedule: record<DeploymentSchedule["schedule"]>("a schedule's times", {}),
  active: flag,
});
export const schedules = listOf(schedule, "schedules");

export const deployment = record<DeploymentRow>("a deployment", {
  id: text,
  created: text,
  updated: text,
  name: text,
  flow_id: text,
  description: nullable(text),
  version: nullable(text),
  tags: listOf(text, "tags"),
  parameters: object,
  parameter_openapi_schema: nullable(object),
  enforce_parameter_schema: flag,
  entrypoint: nullable(text),
  path: nullable(text),
  pull_steps: nullable(listOf(object, "steps")),
  work_pool_name: nullable(text),
  work_queue_name: nullable(text),
  job_variables: object,
  paused: flag,
  schedules,
});
export const deployments = listOf(deployment, "deployments");

export const automation = record<Automation>("an automation", {
  id: text,
  created: text,
  name: text,
  description: text,
  enabled: flag,
  tags: listOf(text, "tags"),
  trigger: object,
  actions: listOf(object, "actions"),
  actions_on_trigger: listOf(object, "actions"),
  actions_on_resolve: listOf(object, "actions"),
});
export const automations = listOf(automation, "automations");

export const workPool = record<WorkPool>("a work pool", {
  id: text,
  name: text,
  type: text,
  base_job_template: object,
});
export const workPools = listOf(workPool, "work pools");
export const workQueue = record<WorkQueue>("a work queue", { id: text, name: text });
export const workQueues = listOf(workQueue, "work queues");
export const workers = listOf(record<Worker>("a worker", { id: text, name: text }), "workers");

export const variable = record<Variable>("a variable", { id: text, name: text });
export const variables = listOf(variable, "variables");

/** Workers' types by collection: what of them has another form is passed over. */
export const collections = record<JsonObject>("collections", {});

export const flowRun = record<FlowRun>("a flow run", {
  id: text,
  deployment_id: nullable(text),
  auto_scheduled: flag,
});
export const flowRuns = listOf(flowRun, "flow runs");

export const logs = listOf(
  record<Log>("a line of a log", { id: text, level: number, message: text, timestamp: text }),
  "lines of a log",
);

/** A block as it is answered: its schema names its secrets. */
export type AnsweredBlock = Omit<BlockDocument, "secretFields"> & {
  block_schema: { fields: JsonObject } | null;
};
export const block = record<AnsweredBlock>("a block", {
  data: object,
  block_schema: nullable(record<{ fields: JsonObject }>("a block's schema", { fields: object })),
});

export interface CsrfToken {
  token: string;
  /** ISO 8601 */
  expiration: string;
}
export const csrfToken = record<CsrfToken>("a CSRF token", {
  token: text,
  expiration: text,
});

export const count: AnswerCheck<number> = { ...number, name: "a count" };
export const version: AnswerCheck<string> = { ...text, name: "a version" };
export { anything };
