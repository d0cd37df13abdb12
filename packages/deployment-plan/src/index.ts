export { type ArchivedState, archiveTag, stateToArchive } from "./archived-state.ts";
export type { AutomationState } from "./automation-state.ts";
export { withCauses } from "./causes.ts";
export { checkOnServer, type ServersJudgement } from "./check-on-server.ts";
export { OWNED_TAG } from "./compare-automations.ts";
export type { RemovedPolicy } from "./decide-removed.ts";
export { decideRemoved } from "./decide-removed.ts";
export type { FieldChange } from "./deployment-field.ts";
export { describePair, type LeafChange, leafChanges, visible } from "./describe-value.ts";
export { type Digested, differencesFromApproved, digestPlan } from "./digest-plan.ts";
export {
  type Applied,
  type ExecuteOptions,
  type ExecutionResult,
  executePlan,
} from "./execute-plan.ts";
export { changesAnything, headline } from "./headline.ts";
export { jobVariablesOf } from "./job-variables.ts";
export { type LiveSelection, selectLive } from "./live-selection.ts";
export { makePlan, type PlanRequest } from "./make-plan.ts";
export {
  type Action,
  type AutomationChange,
  type Cause,
  type DeploymentImpact,
  type DeploymentRuns,
  type FilesChange,
  type LiveStamp,
  type PartAction,
  PLAN_VERSION,
  type Plan,
  type PlannedDeployment,
  type PlanOf,
  type RunImage,
  type ScheduleChange,
  type ShownDeployment,
  type ShownFieldChange,
  type ShownPlan,
  type ShownScheduleChange,
  type ShownScheduleState,
} from "./plan.ts";
export { type BasePlanRequest, planAgainstBase } from "./plan-against-base.ts";
export type { PlanChoices } from "./plan-choices.ts";
export { notesOf, type SharedNote } from "./plan-notes.ts";
export { type LiveReading, startReading } from "./read-live.ts";
export { readTagged } from "./read-tagged.ts";
export { type Redaction, redactPlan } from "./redact-plan.ts";
export { renderPlanText } from "./render-text.ts";
export { titleOf as scheduleTitle } from "./schedule-spec.ts";
export type { ScheduleState } from "./schedule-state.ts";
export { type ScheduleStatesResult, type ScheduleTarget, setScheduleStates } from "./schedule-states.ts";
export {
  exclude,
  resolveSelection,
  type Selectable,
  type Selection,
  type TaggedKeys,
  tagsOf,
} from "./selection.ts";
export {
  ALL,
  isPattern,
  keyOfSelector,
  means,
  parseSelector,
  type Selector,
  selectorOf,
} from "./selector.ts";
