export { type ApplyOptions, type ApplyResult, applyDeployments } from "./apply-deployments.ts";
export { type Access, checkAccess } from "./check-access.ts";
export { type ConnectOptions, connect } from "./connect.ts";
export { type DetectionEvent, type DetectOptions, detectDeployments } from "./detect-deployments.ts";
export type { FlowReaderChoice } from "./flow-catalog.ts";
export { planDeployments } from "./plan-deployments.ts";
export type { PlanOptions } from "./plan-options.ts";
export { type PullRequestTag, pullRequestTags } from "./pull-request-tags.ts";
export { type SetSchedulesOptions, setSchedules } from "./set-schedules.ts";
export type { SourceOptions } from "./source-options.ts";
export {
  type UpdateCommit,
  type UpdateWorkPoolOptions,
  updateWorkPool,
  type WorkPoolUpdate,
} from "./update-work-pool.ts";
export { type Validated, type ValidateOptions, validateDeployments } from "./validate-deployments.ts";
