import { type Fault, formatFault, type Location } from "#diagnostics";

/** A deployment of the files: what it is called on the server, and where it stands. */
export interface Placed {
  key: string;
  location: Location;
}

/** A fault for each deployment whose `flow/name` another one before it has: the later would overwrite the earlier. */
export function duplicateFaults(deployments: readonly Placed[]): Fault[] {
  const first = new Map<string, Placed>();
  const faults: Fault[] = [];
  for (const deployment of deployments) {
    const earlier = first.get(deployment.key);
    if (!earlier) {
      first.set(deployment.key, deployment);
      continue;
    }
    const place = formatFault({ message: "", location: earlier.location }).replace(/: $/, "");
    faults.push({
      code: "deployment-twice",
      message: `There are two deployments ${deployment.key}; the other one stands at ${place}.`,
      location: deployment.location,
      fix: "Rename or remove one of them.",
    });
  }
  return faults;
}
