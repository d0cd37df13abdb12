export {
  type Adopted,
  type Adoption,
  type AdoptOptions,
  adoptDeployments,
  type Undeclared,
} from "./adopt.ts";
export { type AppliedFile, appliedFile, newSchedulesOf, scheduleSelector } from "./applied-file.ts";
export { applyDeployments } from "./apply-deployments.ts";
export type { ApplyOptions } from "./apply-options.ts";
export type { ApplyResult } from "./apply-result.ts";
export { type ApprovedPlan, readApprovedPlan } from "./approved-plan.ts";
export { type CancelLeftOptions, type CancelledLeft, cancelLeftRuns } from "./cancel-left-runs.ts";
export { type ChangesFile, changesFile } from "./changes-file.ts";
export { type Access, checkAccess } from "./check-access.ts";
export { type CheckImportsOptions, checkImports } from "./check-imports.ts";
export {
  type CommentHost,
  type CommentResult,
  type CommentValues,
  commentPlan,
  readTold,
  type Told,
} from "./comment-plan.ts";
export { type ConnectOptions, connect } from "./connect.ts";
export {
  type ArchiveSweep,
  archiveSweepText,
  type DeleteArchivedOptions,
  deleteArchived,
  type LeftArchived,
} from "./delete-archived.ts";
export {
  type DeletedImages,
  type DeleteStaleImagesOptions,
  deleteStaleImages,
} from "./delete-stale-images.ts";
export { type DeploymentsFile, deploymentsFile } from "./deployments-file.ts";
export { adoptionText } from "./describe-adoption.ts";
export { inventoryLine, recordNotice } from "./describe-record.ts";
export { changedBefore, comparisonOf, type DetectOptions, detectDeployments } from "./detect-deployments.ts";
export { diagnose } from "./doctor/diagnose.ts";
export type { DoctorOptions } from "./doctor/doctor-options.ts";
export { type ImportedFlows, type ImportsFile, importedFlows, importsFile } from "./imports-file.ts";
export {
  type InitFile,
  type InitOptions,
  type InitPlan,
  planInit,
  writeInit,
} from "./init/init-repository.ts";
export type { InventoryCounts } from "./keep-inventory.ts";
export {
  adoptOptions,
  applyOptions,
  cancelLeftOptions,
  checkImportsOptions,
  commentOptions,
  commentTokenOption,
  connectionOptions,
  deleteArchivedOptions,
  deployedCommitsOption,
  detectOptions,
  doctorOptions,
  gitTokenOption,
  initOptions,
  planKeyOption,
  planOnlyOptions,
  planOptions,
  previousHeadOption,
  runOptions,
  runsTokenOption,
  scheduleOptions,
  validateOptions,
} from "./options/index.ts";
export { type PlanOnlyOptions, planDeployments } from "./plan-deployments.ts";
export type { PlanOptions } from "./prepare-plan.ts";
export { type PullRequestTag, pullRequestTags, tagsUpTo } from "./pull-request-tags.ts";
export { isRecorded } from "./record-target.ts";
export { type ResultsFile, resultsFile } from "./results-file.ts";
export { type RunOptions, type RunReport, runDeployments } from "./run-deployments.ts";
export { runSelectors } from "./run-selectors.ts";
export { missingDeployment, type SetSchedulesOptions, setSchedules } from "./set-schedules.ts";
export { stopRuns } from "./stop-runs.ts";
export type { Suite } from "./suite.ts";
export type { Surroundings } from "./surroundings.ts";
export {
  type UpdateCommit,
  type UpdateWorkPoolOptions,
  updateWorkPool,
  type WorkPoolUpdate,
} from "./update-work-pool.ts";
export { type Validated, type ValidateOptions, validateDeployments } from "./validate-deployments.ts";
export { type Wanted, type Wanting, wantedDeployments } from "./wanted-deployments.ts";
