export type { ServerKind } from "./api-address.ts";
export { PrefectApiError } from "./api-error.ts";
export { PrefectClient } from "./client.ts";
export { type Connection, type ConnectionInputs, connectionFromInputs } from "./connection.ts";
export { WRITABLE, type Writable } from "./resources/permissions.ts";
export type { ServerInfo } from "./resources/server.ts";
export type { RetryPolicy } from "./retry-policy.ts";
export type { TransportOptions as PrefectClientOptions } from "./transport.ts";
export { typedNumbersPlain } from "./typed-numbers.ts";
export type {
  Automation,
  AutomationWrite,
  BlockDocument,
  Deployment,
  DeploymentCreate,
  DeploymentName,
  DeploymentRow,
  DeploymentSchedule,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
  DeploymentUpdate,
  Flow,
  FlowRun,
  FlowRunCreate,
  FlowRunFilter,
  Log,
  ScheduleRule,
  StoredScheduleRule,
  Variable,
  Worker,
  WorkPool,
  WorkPoolCreate,
  WorkPoolUpdate,
  WorkQueue,
  WorkQueueCreate,
} from "./types.ts";
export { deploymentsPage, flowRunPage } from "./ui-address.ts";
