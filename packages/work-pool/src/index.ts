export { diffTemplates, type TemplateChange } from "./diff.ts";
export { imageOf, isImageReference } from "./image.ts";
export { planUpdate, type UpdatePlan } from "./plan.ts";
export type { RejectedVariables } from "./rejected-variables.ts";
export type { HelmRequest, RegistryCredentials, UpdateRequest, UpdateResult } from "./request.ts";
export type { TemplateSource } from "./template.ts";
export { readTemporary, type TemporaryTemplate } from "./temporary-template.ts";
export { applyUpdate } from "./update.ts";
