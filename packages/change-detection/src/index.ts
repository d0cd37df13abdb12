export {
  type Base,
  chooseBase,
  type DetectionEvent,
  findBase,
  type KnownCommit,
  type KnownCommits,
  type Unrecorded,
} from "./base.ts";
export { detectChanges } from "./detect-changes.ts";
export { type Change, changes, type DetectedChanges, type DetectedDeployment } from "./detected-changes.ts";
export type { DetectionRequest } from "./detection-request.ts";
export { type NamedFlow, type ReadFlowName, readFlowName } from "./flow-names.ts";
export { headline, renderDetectionMarkdown } from "./render-summary.ts";
