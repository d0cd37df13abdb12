export type { Check, Finding } from "./check.ts";
export { describeDiagnosis, verdict } from "./describe.ts";
export { type CheckedFinding, type Diagnosis, examine, hasErrors } from "./examine.ts";
export type {
  ClockFacts,
  CloneFacts,
  Facts,
  FileFacts,
  ImageFacts,
  Known,
  LiveDeployment,
  LiveFacts,
  NameFacts,
  PoolFacts,
  PoolsFacts,
  ReachFacts,
  RightFacts,
  Section,
  Sections,
} from "./facts.ts";
export { CHECKS } from "./table.ts";
