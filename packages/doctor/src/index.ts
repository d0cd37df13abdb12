export type { Check, Finding } from "./check.ts";
export { describeDiagnosis, verdict } from "./describe.ts";
export { type CheckedFinding, type Diagnosis, examine, hasErrors } from "./examine.ts";
export type {
  ActionsFacts,
  ClockFacts,
  CloneFacts,
  EnvironmentFacts,
  EnvironmentsFacts,
  Facts,
  FileFacts,
  ImageFacts,
  Known,
  LiveDeployment,
  LiveFacts,
  NameFacts,
  PackageFacts,
  PoolFacts,
  PoolsFacts,
  ReachFacts,
  RightFacts,
  RulesFacts,
  RunnerFacts,
  Section,
  Sections,
  UsedEnvironment,
  WorkflowFacts,
  WorkflowsFacts,
} from "./facts.ts";
export { CHECKS } from "./table.ts";
