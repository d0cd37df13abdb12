import { redactPlan, type ShownPlan } from "#deployment-plan";
import { preparePlan } from "./make-deployment-plan.ts";
import type { PlanOptions } from "./plan-options.ts";

/** Computes what apply would do, with secrets masked. Changes nothing. */
export async function planDeployments(options: PlanOptions): Promise<ShownPlan> {
  const { plan, secrets } = await preparePlan(options);
  return redactPlan(plan, secrets);
}
