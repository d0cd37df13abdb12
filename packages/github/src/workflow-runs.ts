import type { GitHub } from "./client.ts";
import { isAbsent } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";

/** `unknown` where the repository has no such run, or none that the token can see. */
export type WorkflowRunState = "ended" | "going on" | "unknown";

/**
 * Whether workflow runs have ended: all their jobs, whatever became of them. One that is run again goes on. Asked one
 * after another: few are asked for at a time.
 *
 * @param ids as the runner calls them (GITHUB_RUN_ID)
 * @throws FaultError where GitHub doesn't tell
 */
export async function workflowRunStates(
  github: GitHub,
  repository: GitHubRepository,
  ids: readonly string[],
): Promise<Map<string, WorkflowRunState>> {
  const states = new Map<string, WorkflowRunState>();
  for (const id of ids) states.set(id, await stateOf(github, repository, id));
  return states;
}

async function stateOf(github: GitHub, repository: GitHubRepository, id: string): Promise<WorkflowRunState> {
  try {
    const { data } = await github.request("GET /repos/{owner}/{repo}/actions/runs/{run_id}", {
      ...repository,
      run_id: Number(id),
    });
    return data.status === "completed" ? "ended" : "going on";
  } catch (error) {
    if (isAbsent(error)) return "unknown";
    throw gitHubFault(error, {
      doing: `tell whether the workflow run ${id} of ${repository.owner}/${repository.repo} has ended`,
      permission: "actions: read",
    });
  }
}
