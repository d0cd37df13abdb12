import type { Reporter } from "#diagnostics";
import type { GitHub } from "./client.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";

export interface WorkflowStart {
  github: GitHub;
  repository: GitHubRepository;
  /** File name in `.github/workflows`; it has `on: workflow_dispatch`. */
  workflow: string;
  /** The branch that it runs on. */
  branch: string;
  /** Its input `tag`. */
  tag: string;
  reporter: Reporter;
}

/**
 * Starts a workflow of a branch for a tag, as somebody would by hand: GitHub starts none by itself for what was made with
 * a job's own token (https://docs.github.com/actions/concepts/security/github_token). It runs on the branch, not at the
 * tag: an environment that admits tags would admit the workflow file of whoever may push one.
 * @throws FaultError where GitHub refuses
 */
export async function startWorkflow(start: WorkflowStart): Promise<void> {
  const { github, repository, workflow, branch, tag, reporter } = start;
  try {
    await github.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...repository,
      workflow_id: workflow,
      ref: branch,
      inputs: { tag },
      // One that got lost may have started it.
      request: { retries: 0 },
    });
  } catch (error) {
    throw gitHubFault(error, {
      doing: `start ${workflow} for ${tag}`,
      permission: "actions: write",
      fixes: {
        404: `Put ${workflow} into .github/workflows of the default branch, and give the job \`permissions: actions: write\`.`,
        422: `Let ${workflow} have \`on: workflow_dispatch\` on ${branch}, with an input \`tag\` and no other that is required.`,
      },
    });
  }
  reporter.info(`${workflow} was started for ${tag}.`);
}
