import type { GitHub } from "./client.ts";
import { isAbsent } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";

/** `unknown` where the repository has no pull request of that number. */
export type PullRequestState = "open" | "closed" | "unknown";

/**
 * Whether pull requests are open. Asked one after another: few are asked for at a time.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function pullRequestStates(
  github: GitHub,
  repository: GitHubRepository,
  numbers: readonly number[],
): Promise<Map<number, PullRequestState>> {
  const states = new Map<number, PullRequestState>();
  for (const number of numbers) states.set(number, await stateOf(github, repository, number));
  return states;
}

/**
 * Number of the newest pull request, whatever became of it; 0 where there is none.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function newestPullRequest(github: GitHub, repository: GitHubRepository): Promise<number> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/pulls", {
      ...repository,
      ...{ state: "all", sort: "created", direction: "desc", per_page: 1 },
    });
    return data[0]?.number ?? 0;
  } catch (error) {
    throw gitHubFault(error, {
      doing: `list the pull requests of ${repository.owner}/${repository.repo}`,
      permission: "pull-requests: read",
    });
  }
}

async function stateOf(
  github: GitHub,
  repository: GitHubRepository,
  number: number,
): Promise<PullRequestState> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repository,
      pull_number: number,
    });
    return data.state;
  } catch (error) {
    if (isAbsent(error)) return "unknown";
    throw gitHubFault(error, {
      doing: `tell whether pull request ${number} of ${repository.owner}/${repository.repo} is open`,
      permission: "pull-requests: read",
    });
  }
}

/**
 * Who opened a pull request; undefined for one whose author is gone.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function pullRequestAuthor(
  github: GitHub,
  repository: GitHubRepository,
  number: number,
): Promise<string | undefined> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repository,
      pull_number: number,
    });
    return data.user?.login;
  } catch (error) {
    throw gitHubFault(error, {
      doing: `tell who opened pull request ${number} of ${repository.owner}/${repository.repo}`,
      permission: "pull-requests: read",
    });
  }
}

/**
 * What became of a pull request by now, and its newest commit.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function pullRequestNow(
  github: GitHub,
  repository: GitHubRepository,
  number: number,
): Promise<{ state: "open" | "merged" | "closed"; head: string }> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...repository,
      pull_number: number,
    });
    const state = data.merged ? "merged" : data.state;
    return { state, head: data.head.sha };
  } catch (error) {
    throw gitHubFault(error, {
      doing: `tell the state of pull request ${number} of ${repository.owner}/${repository.repo}`,
      permission: "pull-requests: read",
    });
  }
}

/**
 * Number of the merged pull request that brought a commit; undefined where none did.
 *
 * @throws FaultError where GitHub doesn't tell
 */
export async function mergedPullRequest(
  github: GitHub,
  repository: GitHubRepository,
  commit: string,
): Promise<number | undefined> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
      ...repository,
      commit_sha: commit,
    });
    return whichBrought(data, commit);
  } catch (error) {
    throw gitHubFault(error, {
      doing: `tell which pull request brought ${commit}`,
      permission: "pull-requests: read",
    });
  }
}

/** The commit may also lie in a pull request that was merged into another branch. */
export function whichBrought(
  pulls: readonly { number: number; merged_at: string | null; merge_commit_sha: string | null }[],
  commit: string,
): number | undefined {
  const merged = pulls.filter((pull) => pull.merged_at !== null);
  const own = merged.find((pull) => pull.merge_commit_sha === commit);
  return (own ?? (merged.length === 1 ? merged[0] : undefined))?.number;
}
