import { PLAN_VERSION, type Plan, type PlannedDeployment } from "../src/plan.ts";

/** A plan of these deployments against a server. */
export function planOf(...deployments: PlannedDeployment[]): Plan {
  return {
    version: PLAN_VERSION,
    redacted: false,
    against: "server",
    server: "http://127.0.0.1:4200/api",
    commit: null,
    base: null,
    createdAt: "2026-11-21T11:00:00.000Z",
    options: {},
    deployments,
    notChecked: [],
    warnings: [],
  };
}
