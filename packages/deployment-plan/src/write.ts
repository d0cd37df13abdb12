import type {
  DeploymentCreate,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
  DeploymentUpdate,
} from "#prefect-api";
import type { AutomationState } from "./automation-state.ts";

/** One request that changes the server. */
export type Write =
  | { kind: "create-deployment"; flowName: string; body: Omit<DeploymentCreate, "flow_id"> }
  | { kind: "update-deployment"; id: string; body: DeploymentUpdate }
  | { kind: "pause-deployment"; id: string }
  | { kind: "delete-deployment"; id: string }
  | { kind: "delete-owned-automations"; deploymentId: string }
  | { kind: "create-schedules"; deploymentId: string; body: DeploymentScheduleCreate[] }
  | { kind: "update-schedule"; deploymentId: string; id: string; body: DeploymentScheduleUpdate }
  | { kind: "delete-schedule"; deploymentId: string; id: string }
  /** `deploymentId` null: the one that the writes before it have made. */
  | { kind: "create-automation"; deploymentId: string | null; state: AutomationState }
  | { kind: "update-automation"; deploymentId: string; id: string; state: AutomationState }
  | { kind: "delete-automation"; id: string };

/** Whether a write makes the server drop scheduled runs of its deployment. */
export function dropsRuns(write: Write): boolean {
  return [
    "update-deployment",
    "pause-deployment",
    "delete-deployment",
    "update-schedule",
    "delete-schedule",
  ].includes(write.kind);
}
