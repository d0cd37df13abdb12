import type { Reporter } from "#diagnostics";
import { type GitHubRequest, requestFault } from "./request.ts";
import type { GitHubRepository } from "./tags-and-releases.ts";

export interface WorkflowStart {
  request: GitHubRequest;
  repository: GitHubRepository;
  /** File name in `.github/workflows`; it has `on: workflow_dispatch`. */
  workflow: string;
  tag: string;
  reporter: Reporter;
}

/**
 * Starts a workflow at a tag, as somebody would by hand: GitHub starts none by itself for what was made with a job's
 * own token (https://docs.github.com/actions/concepts/security/github_token).
 * @throws FaultError where GitHub refuses
 */
export async function startWorkflow(start: WorkflowStart): Promise<void> {
  const { request, repository, workflow, tag, reporter } = start;
  try {
    await request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...repository,
      workflow_id: workflow,
      ref: tag,
    });
  } catch (error) {
    throw requestFault(error, `start ${workflow} at ${tag}`, {
      403: "Give the job `permissions: actions: write`, or github-token a token that may start workflows.",
      404: `Put ${workflow} into .github/workflows of the default branch, and give the job \`permissions: actions: write\`.`,
      422: `Let ${workflow} have \`on: workflow_dispatch\` at the tag, without inputs that are required.`,
    });
  }
  reporter.info(`${workflow} was started at ${tag}.`);
}
