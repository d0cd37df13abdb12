export { describeRelease, describeUpdate, describeValue } from "./describe-update.ts";
export { type JobVariableCheck, jobVariableCheck } from "./job-variables/check-job-variables.ts";
export { jobVariableFault } from "./job-variables/describe-problem.ts";
export type { JobVariableProblem } from "./job-variables/problems.ts";
export { preprocessed as asServerReads } from "./job-variables/server-schema.ts";
export { blockIdsOf } from "./job-variables/template-defaults.ts";
export { planUpdate, type UpdatePlan } from "./plan.ts";
export type { RejectedVariables } from "./rejected-variables.ts";
export type {
  HelmRequest,
  RegistryCredentials,
  UpdateRequest,
  UpdateResult,
  WorkPoolChange,
} from "./request.ts";
export { type ShownUpdate, showUpdate } from "./shown-update.ts";
export { imageOf } from "./template/image.ts";
export type { ShownChange } from "./template/redact-template.ts";
export type { TemplateText } from "./template/template.ts";
export { applyUpdate } from "./update.ts";
