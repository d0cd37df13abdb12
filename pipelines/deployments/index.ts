import type { Workflow } from "../workflow.ts";
import { deploymentsOnClose } from "./close.ts";
import { deploymentsOnMerge } from "./merge.ts";
import { deploymentsOnPullRequest } from "./pull-request.ts";

export { deploymentsAtAllMoments } from "./all-moments.ts";
export { editedOnClose } from "./close.ts";
export { commenting } from "./comment.ts";
export { withEnd, withoutEnd } from "./end.ts";
export { IMPORTS_OUTPUT } from "./imports.ts";
export {
  AS_IN_PROD,
  bringDevAlong,
  CHANGED_OR_ALL,
  deploymentsOnMerge,
  deployToProd,
  MERGE_INPUTS,
  PLAN_ONLY,
  WHAT_CHANGED,
} from "./merge.ts";
export { checkDeployments, deploymentsOnPullRequest, FORKS_NOTICE } from "./pull-request.ts";
export { detect, READ } from "./reading.ts";
export { cancelLeftRuns } from "./run.ts";

export const deployments: readonly Workflow[] = [
  deploymentsOnPullRequest,
  deploymentsOnMerge,
  deploymentsOnClose,
];
