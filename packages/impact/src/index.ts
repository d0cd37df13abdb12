export {
  type AutomationCaller,
  automationCallers,
  type CallerAutomation,
} from "./callers/automation-callers.ts";
export {
  type DeploymentCall,
  type DeploymentCalls,
  findDeploymentCalls,
  type UnknownCall,
} from "./callers/deployment-calls.ts";
export type { DeploymentResource } from "./callers/deployment-events.ts";
export {
  type ChangedDeployment,
  type DeploymentSide,
  danglingFaults,
  type Impact,
  impactOf,
  type Surroundings,
} from "./impact.ts";
export { type NextDates, nextDates } from "./next-runs/next-dates.ts";
export {
  type DeploymentSchedule,
  type NextRun,
  type NextRuns,
  nextRuns,
  type ScheduleNote,
} from "./next-runs/next-runs.ts";
export { type Reckoning, reckoningOf, type ScheduleSpec } from "./next-runs/schedule-spec.ts";
export { CODE_OWNERS_FILES, type CodeOwners, readCodeOwners } from "./owners/code-owners.ts";
export { findRenames, type Renameable } from "./renames.ts";
