export { UNRELEASED, workflowFiles, workflows } from "./files.ts";
export type { Stamp } from "./forms.ts";
export * from "./workflow.ts";
