import { code, escapeMarkdown } from "#action-kit";
import type { ExecutionResult, ShownPlan } from "#deployment-plan";
import { formatFault, shortList } from "#diagnostics";
import { type InventoryCounts, inventoryLine } from "#operations";
import { planPage } from "#plan-comment";

/** The job summary of a plan that is only shown. */
export function plannedSummary(plan: ShownPlan): string {
  return `### Plan: nothing is changed yet\n\n${planPage(plan)}`;
}

/** The job summary of a plan that was carried out: what failed first, then what was done. */
export function appliedSummary(
  plan: ShownPlan,
  { failed }: ExecutionResult,
  inventory: InventoryCounts | null,
): string {
  const kept = inventory ? `\n${inventoryLine(inventory)}\n` : "";
  if (failed.length === 0) return `### Deployments applied\n\n${planPage(plan)}${kept}`;
  const heading = `### Deployments applied, but for ${failed.length} that failed`;
  const advice = "Running again finishes the job. What was planned:";
  return `${heading}\n\n${failures(failed)}\n${advice}\n\n${planPage(plan)}${kept}`;
}

/** A cause that many share is told once. */
function failures(failed: ExecutionResult["failed"]): string {
  const keysOf = new Map<string, string[]>();
  for (const { key, fault } of failed) {
    const { location: _place, deployments: _named, ...cause } = fault;
    const text = formatFault(cause);
    keysOf.set(text, [...(keysOf.get(text) ?? []), key]);
  }
  const lines = [...keysOf].map(
    ([text, keys]) => `- ❌ ${shortList(keys.map(code))}: ${escapeMarkdown(text)}\n`,
  );
  return lines.join("");
}
