import { escapeMarkdown } from "#action-kit";

/** The job summary: what failed, and whether somebody was told. */
export function summary(lines: readonly string[], told: boolean): string {
  const [title = "", ...rest] = lines.map(escapeMarkdown);
  const end = told ? "The webhook was told." : "Nobody was told: there is no webhook.";
  return `### ${title}\n\n${rest.map((line) => `- ${line}\n`).join("")}\n${end}\n`;
}
