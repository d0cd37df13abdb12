import { escapeMarkdown } from "#action-kit";

/** The job summary where credentials lack: what is left out, and why. */
export function leftOut(environment: string, lacks: string): string {
  return `### Nothing was deployed to ${escapeMarkdown(environment)}\n\nThe environment ${escapeMarkdown(lacks)} Pull requests of Dependabot get no secrets, and a called workflow gets only those that its caller passes by name.\n`;
}
