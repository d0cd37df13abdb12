import { type GitHubClient, gitHubClient } from "#action-kit";
import { FaultError } from "#diagnostics";

/** `unknown` where the repository has no pull request of that number: the tag is somebody else's. */
export type PullRequestState = "open" | "closed" | "unknown";

/** Asks GitHub one after another: few pull requests have deployments at the same time. */
export async function readStates(
  token: string,
  repository: string,
  numbers: readonly number[],
): Promise<Map<number, PullRequestState>> {
  const github = gitHubClient(token);
  const states = new Map<number, PullRequestState>();
  for (const number of numbers) states.set(number, await readState(github, repository, number));
  return states;
}

async function readState(
  github: GitHubClient,
  repository: string,
  number: number,
): Promise<PullRequestState> {
  const [owner = "", repo = ""] = repository.split("/");
  try {
    const { data } = await github.rest.pulls.get({ owner, repo, pull_number: number });
    return data.state;
  } catch (error) {
    const status = (error as { status?: unknown }).status;
    if (status === 404) return "unknown";
    throw new FaultError(
      {
        message: `GitHub does not tell whether pull request ${number} of ${repository} is open (${status ?? "no answer"}).`,
        fix: "Give the job the permission `pull-requests: read`, or run it again.",
      },
      { cause: error },
    );
  }
}
