import { escapeMarkdown } from "#action-kit";
import { formatFault, toldOnce } from "#diagnostics";
import type { Validated } from "#operations";

/** The job summary: how many are right, or all that is wrong, each cause once. */
export function summary({ keys, faults }: Validated): string {
  if (faults.length > 0) {
    const lines = toldOnce(faults).map((fault) => `- ❌ ${escapeMarkdown(formatFault(fault))}\n`);
    return `**${count(faults.length, "problem")} in the definitions of deployments**\n\n${lines.join("")}`;
  }
  if (keys.length === 0) return "**Deployments:** nothing to check\n";
  return `✅ **Checked:** nothing wrong with ${count(keys.length, "deployment")}\n`;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
