import { redactPlan, type ShownPlan } from "#deployment-plan";
import { type PlanOptions, planOf, prepare } from "./prepare-plan.ts";

/** Computes what apply would do, with secrets masked. Changes nothing. */
export async function planDeployments(options: PlanOptions): Promise<ShownPlan> {
  const prepared = await prepare(options);
  const plan = await planOf(prepared, options);
  return redactPlan(plan, [...prepared.secrets], options.showVariables);
}
