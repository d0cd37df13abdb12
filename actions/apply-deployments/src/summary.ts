import { code, escapeMarkdown, table } from "#action-kit";
import { type ExecutionResult, renderPlanMarkdown, type ShownPlan } from "#deployment-plan";
import { formatFault } from "#diagnostics";

/** The job summary of a plan that is only shown. */
export function plannedSummary(plan: ShownPlan): string {
  return `### Plan: nothing is changed yet\n\n${renderPlanMarkdown(plan)}`;
}

/** The job summary of a plan that was carried out: what failed first, then what was done. */
export function appliedSummary(plan: ShownPlan, execution: ExecutionResult): string {
  const { failed } = execution;
  if (failed.length === 0) return `### Deployments applied\n\n${renderPlanMarkdown(plan)}`;
  const rows = failed.map(({ key, fault }) => [code(key), escapeMarkdown(formatFault(fault))]);
  const heading = `### Deployments applied, but for ${failed.length} that failed`;
  const advice = "Running again finishes the job. What was planned:";
  return `${heading}\n\n${table(["failed", "why"], rows)}\n${advice}\n\n${renderPlanMarkdown(plan)}`;
}
