export {
  type Action,
  type AutomationChange,
  type FieldChange,
  PLAN_VERSION,
  type Plan,
  type PlannedDeployment,
  type ScheduleChange,
} from "./plan.ts";
