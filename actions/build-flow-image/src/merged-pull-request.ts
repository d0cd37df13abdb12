import { annotateWarning, gitHubClient } from "#action-kit";
import type { RunContext } from "#ci-run";

/**
 * Number of the pull request that brought this run's commit, by GitHub's API; undefined where none did. Where GitHub
 * doesn't tell, a warning says so: an image is built then, or found by its inputs.
 */
export async function mergedPullRequest(
  { repository, sha, pullRequest, eventName }: RunContext,
  token: string | undefined,
): Promise<number | undefined> {
  if (pullRequest?.merged) return pullRequest.number;
  const [owner, repo] = repository?.split("/") ?? [];
  if (!owner || !repo || !sha || !token || eventName === "pull_request") return undefined;
  try {
    const { data } = await gitHubClient(token).rest.repos.listPullRequestsAssociatedWithCommit({
      owner,
      repo,
      commit_sha: sha,
    });
    const merged = data.filter((pull) => pull.merged_at);
    // The commit may also lie in a pull request that was merged into another branch.
    const own =
      merged.find((pull) => pull.merge_commit_sha === sha) ?? (merged.length === 1 ? merged[0] : undefined);
    return own?.number;
  } catch (error) {
    annotateWarning({
      message: `GitHub didn't tell which pull request brought ${sha}: ${error instanceof Error ? error.message : error}`,
      fix: "Give the job `permissions: pull-requests: read`.",
    });
    return undefined;
  }
}
