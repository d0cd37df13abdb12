import { code, escapeMarkdown, table } from "#action-kit";
import { type ExecutionResult, renderPlanMarkdown, type ShownPlan } from "#deployment-plan";
import { formatFault } from "#diagnostics";
import { type InventoryCounts, inventoryLine } from "#operations";

/** The job summary of a plan that is only shown. */
export function plannedSummary(plan: ShownPlan): string {
  return `### Plan: nothing is changed yet\n\n${renderPlanMarkdown(plan)}`;
}

/** The job summary of a plan that was carried out: what failed first, then what was done. */
export function appliedSummary(
  plan: ShownPlan,
  { failed }: ExecutionResult,
  inventory: InventoryCounts | null,
): string {
  const kept = inventory ? `\n${inventoryLine(inventory)}\n` : "";
  if (failed.length === 0) return `### Deployments applied\n\n${renderPlanMarkdown(plan)}${kept}`;
  const rows = failed.map(({ key, fault }) => [code(key), escapeMarkdown(formatFault(fault))]);
  const heading = `### Deployments applied, but for ${failed.length} that failed`;
  const advice = "Running again finishes the job. What was planned:";
  return `${heading}\n\n${table(["failed", "why"], rows)}\n${advice}\n\n${renderPlanMarkdown(plan)}${kept}`;
}
