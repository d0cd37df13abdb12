import { escapeMarkdown, table } from "#action-kit";
import { formatFault } from "#diagnostics";
import type { Validated } from "#operations";

/** The job summary: how many are right, or all that is wrong. */
export function summary({ keys, faults }: Validated): string {
  if (faults.length > 0) {
    const rows = faults.map((fault) => [escapeMarkdown(formatFault(fault))]);
    return `### Deployments: ${count(faults.length, "problem")}\n\n${table(["what is wrong"], rows)}`;
  }
  if (keys.length === 0) return "### Deployments: nothing to check\n";
  return `### Deployments: nothing wrong with ${count(keys.length, "deployment")}\n`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
