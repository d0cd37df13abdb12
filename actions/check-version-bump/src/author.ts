import { reporter } from "#action-kit";
import type { RunContext } from "#ci-run";
import { FaultError } from "#diagnostics";
import { connectToGitHub, parseRepository, pullRequestAuthor } from "#github";

/**
 * Who opened the pull request that a run is about; undefined where that can't be told. A merge queue's run is told the
 * number alone, so GitHub is asked.
 *
 * @param token that may read pull requests
 */
export async function authorOf(
  { pullRequest, mergeGroup, repository }: RunContext,
  token: string | undefined,
): Promise<string | undefined> {
  if (pullRequest) return pullRequest.author;
  const number = mergeGroup?.pullRequest;
  if (number === undefined || repository === undefined || token === undefined) return undefined;
  try {
    const github = connectToGitHub({ token, env: process.env, reporter });
    return await pullRequestAuthor(github, parseRepository(repository), number);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    // Whose it is stays unknown, and what is asked of everybody is asked of it.
    return undefined;
  }
}
