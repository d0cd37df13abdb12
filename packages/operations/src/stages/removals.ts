import type { PlannedDeployment } from "#deployment-plan";

/** Whether a plan takes away a deployment that left the files. */
export function isRemoval({ action, location }: Pick<PlannedDeployment, "action" | "location">): boolean {
  return location === null && (action === "delete" || action === "archive" || action === "pause");
}
