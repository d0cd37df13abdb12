export {
  type CommentSituation,
  type Decision,
  decideComment,
  type ExistingComment,
  type Outcome,
} from "./decide-comment.ts";
export type { Check, EnvironmentPlan } from "./environment-plan.ts";
export { GITHUB_COMMENT, GITLAB_NOTE, JOB_SUMMARY } from "./limits.ts";
export { type Marker, markerText, type RunOfComment, readMarker } from "./marker.ts";
export { planPage } from "./plan-page.ts";
export { readPlan } from "./read-plan.ts";
export { type CommentContent, hasNews, type Room, renderComment } from "./render-comment.ts";
export type { EnvironmentRuns } from "./runs-section.ts";
export { checksLine } from "./verdict.ts";
