export { UNRELEASED, workflowFiles } from "./files.ts";
export type { Stamp } from "./forms.ts";
export * from "./workflow.ts";
