import { code, escapeMarkdown } from "#action-kit";
import { formatFault, toldOnce } from "#diagnostics";
import { type Diagnosis, verdict } from "#doctor";
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

/** How the whole setup stands: the verdict, then only what is wrong. */
export function doctorSummary(diagnosis: Diagnosis): string {
  const lines = diagnosis.findings.map((finding) => {
    const { level, why, command, check, location, message, deployments } = finding;
    const told = formatFault({
      message,
      ...(location ? { location } : {}),
      ...(deployments ? { deployments } : {}),
    });
    return `- ${level === "error" ? "❌" : "⚠️"} ${escapeMarkdown(told)} *${escapeMarkdown(why)}* ${code(command)} (${check})\n`;
  });
  const mark = diagnosis.findings.length > 0 ? "" : "✅ ";
  return `\n${mark}**Setup:** ${escapeMarkdown(verdict(diagnosis))}\n\n${lines.join("")}`;
}
