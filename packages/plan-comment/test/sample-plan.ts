import type { DeploymentImpact, ShownDeployment, ShownPlan } from "#deployment-plan";
import type { NextRuns } from "#impact";

const DIGEST = "0".repeat(64);

/** A plan against the base, of these deployments. */
export function plan(deployments: readonly ShownDeployment[], parts: Partial<ShownPlan> = {}): ShownPlan {
  return {
    version: 2,
    redacted: true,
    against: "base",
    server: null,
    commit: "f".repeat(40),
    base: "b".repeat(40),
    createdAt: "2026-11-28T12:00:00Z",
    options: {},
    deployments: [...deployments],
    notChecked: [],
    warnings: [],
    digest: DIGEST,
    ...parts,
  };
}

/** A plan against a server. */
export function serverPlan(
  deployments: readonly ShownDeployment[],
  parts: Partial<ShownPlan> = {},
): ShownPlan {
  return plan(deployments, { against: "server", server: "https://prefect.example/api", ...parts });
}

export function deployment(parts: Partial<ShownDeployment> = {}): ShownDeployment {
  const { flowName = "orders", name = "daily" } = parts;
  return {
    key: `${flowName}/${name}`,
    flowName,
    name,
    action: "update",
    reason: "parameters changed",
    filesChange: "modified",
    location: { file: "prefect.yaml", line: 12, column: 3 },
    live: null,
    workPool: { name: "pool", queue: null },
    image: null,
    changes: [],
    schedules: [],
    automations: [],
    impact: impact(),
    droppedRuns: 0,
    notes: [],
    digest: DIGEST,
    notCovered: [],
    ...parts,
  };
}

export function impact(parts: Partial<DeploymentImpact> = {}): DeploymentImpact {
  return {
    changedFiles: ["prefect.yaml", "lib/clean.py"],
    nextRuns: { before: null, after: null },
    callers: { calls: [], automations: [], isComplete: false },
    owners: { flow: [], changes: [] },
    renamedTo: null,
    renamedFrom: null,
    isDangling: false,
    runs: null,
    ...parts,
  };
}

/** Runs at these times of Berlin. */
export function runs(...at: string[]): NextRuns {
  return {
    runs: at.map((time) => ({ at: time, timeZone: "Europe/Berlin", schedule: 0, slug: null })),
    notes: [],
  };
}
