import type { ShownPlan } from "#deployment-plan";
import { planPage } from "#plan-comment";

/** The job summary: what the change would do. */
export function summary(plan: ShownPlan): string {
  return `### Plan: nothing is changed yet\n\n${planPage(plan)}`;
}
