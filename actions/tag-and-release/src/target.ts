import type { RunContext } from "#ci-run";
import { FaultError } from "#diagnostics";

/** The commit that a run releases unless it is told: the one that a merged pull request became, else its own. */
export function defaultTarget({ pullRequest, sha }: RunContext): string {
  if (pullRequest && !pullRequest.merged) {
    throw new FaultError({
      code: "pull-request-unmerged",
      message: `Pull request ${pullRequest.number} is not merged, so its code can't be released yet.`,
      fix: "Run this action after the merge (on push to the default branch), or set target.",
    });
  }
  const commit = pullRequest?.mergeCommitSha ?? sha;
  if (commit !== undefined) return commit;
  throw new FaultError({
    code: "input-missing",
    message: "Nothing tells which commit to release.",
    fix: "Set target to a commit or branch.",
  });
}
