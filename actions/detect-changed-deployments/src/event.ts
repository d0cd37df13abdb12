import type { RunContext } from "#action-kit";
import type { DetectionEvent } from "#operations";

/** What is compared with what, by the event that started the run, unless the base was named. */
export function detectionEvent(
  base: string | undefined,
  { pullRequest, mergeGroup, push }: RunContext,
): DetectionEvent {
  if (base !== undefined) return { event: "comparison", base };
  if (pullRequest) return { event: "pull-request", target: pullRequest.baseBranch };
  if (mergeGroup) return { event: "comparison", base: mergeGroup.baseSha };
  return { event: "push", before: push?.before ?? null };
}
