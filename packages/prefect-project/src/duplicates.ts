import { type Fault, formatFault } from "#diagnostics";
import type { DesiredDeployment } from "./desired-deployment.ts";

/** A fault for each deployment whose `flow/name` another one before it has: the later would overwrite the earlier. */
export function duplicateFaults(deployments: readonly DesiredDeployment[]): Fault[] {
  const first = new Map<string, DesiredDeployment>();
  const faults: Fault[] = [];
  for (const deployment of deployments) {
    const earlier = first.get(deployment.key);
    if (!earlier) {
      first.set(deployment.key, deployment);
      continue;
    }
    const place = formatFault({ message: "", location: earlier.location }).replace(/: $/, "");
    faults.push({
      message: `There are two deployments ${deployment.key}; the other one stands at ${place}.`,
      location: deployment.location,
      fix: "Rename or remove one of them.",
    });
  }
  return faults;
}
