import { renderPlanMarkdown, type ShownPlan } from "#deployment-plan";

/** The job summary: what the change would do. */
export function summary(plan: ShownPlan): string {
  return `### Plan: nothing is changed yet\n\n${renderPlanMarkdown(plan)}`;
}
