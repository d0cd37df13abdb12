import type { DetectedChanges } from "#change-detection";
import { renderDetectionMarkdown } from "#change-detection";

/** The job summary: what differs, weightiest first, each with its reason. */
export function summary(detected: DetectedChanges): string {
  return `### Changed deployments\n\n${renderDetectionMarkdown(detected)}`;
}
