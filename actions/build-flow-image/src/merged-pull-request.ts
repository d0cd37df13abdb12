import { reporter } from "#action-kit";
import type { RunContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { connectToGitHub, mergedPullRequest as findMerged, parseRepository } from "#github";

/**
 * Number of the pull request that brought this run's commit, by GitHub's API; undefined where none did. Where GitHub
 * doesn't tell, a warning says so: an image is built then, or found by its inputs.
 */
export async function mergedPullRequest(
  { repository, sha, pullRequest, eventName }: RunContext,
  token: string | undefined,
): Promise<number | undefined> {
  if (pullRequest?.merged) return pullRequest.number;
  if (!repository || !sha || !token || eventName === "pull_request") return undefined;
  try {
    const github = connectToGitHub({ token, env: process.env, reporter });
    return await findMerged(github, parseRepository(repository), sha);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    for (const fault of error.faults) reporter.warning(fault);
    return undefined;
  }
}
