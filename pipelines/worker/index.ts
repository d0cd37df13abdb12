import type { Workflow } from "../workflow.ts";
import { poolOnClose, workerOnClose } from "./close.ts";
import { workerOnMerge } from "./merge.ts";
import { workerOnPullRequest } from "./pull-request.ts";

export { poolOnClose } from "./close.ts";
export { HELM_VERSION } from "./upgrade.ts";

export const prefectWorker: readonly Workflow[] = [
  workerOnPullRequest,
  workerOnMerge,
  poolOnClose,
  workerOnClose,
];
