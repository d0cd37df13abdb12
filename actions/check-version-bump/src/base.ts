import type { RunContext } from "#action-kit";
import { FaultError } from "#diagnostics";

/**
 * What a run's version is compared with, by the event that started it; undefined where nothing was before.
 * A merge queue's base holds the groups before this one, so two pull requests that take the same step are told
 * apart. On a branch of its own a push is compared with the default branch: its version is raised only once.
 */
export function baseOf({
  pullRequest,
  mergeGroup,
  push,
  ref,
  defaultBranch,
}: RunContext): string | undefined {
  if (pullRequest) return pullRequest.baseBranch;
  if (mergeGroup) return mergeGroup.baseSha;
  if (push && defaultBranch !== undefined && ref === `refs/heads/${defaultBranch}`) {
    return /^0+$/.test(push.before) ? undefined : push.before;
  }
  if (defaultBranch !== undefined) return defaultBranch;
  throw new FaultError({
    message: "The event that started this run doesn't tell what to compare the version with.",
    fix: "Set base-ref to a branch or commit.",
  });
}
