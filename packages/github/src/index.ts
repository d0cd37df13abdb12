export { connectToGitHub, type GitHub, type GitHubConnection } from "./client.ts";
export {
  createComment,
  type IssueComment,
  listComments,
  mayNotWrite,
  updateComment,
} from "./comments.ts";
export { type ContainerPackage, type ContainerVersion, containerPackage } from "./container-package.ts";
export {
  mergedPullRequest,
  newestPullRequest,
  type PullRequestState,
  pullRequestAuthor,
  pullRequestNow,
  pullRequestStates,
} from "./pull-requests.ts";
export { type GitHubRepository, parseRepository } from "./repository.ts";
export {
  type ActionsPolicy,
  actionsPolicy,
  defaultBranch,
  type Environment,
  environment,
  packageRepository,
  type Runner,
  repositoryRunners,
  repositorySettings,
  requiredChecks,
} from "./repository-settings.ts";
export { startWorkflow, type WorkflowStart } from "./start-workflow.ts";
export { type TagAndReleaseOptions, type TaggedRelease, tagAndRelease } from "./tag-and-release.ts";
export type { GitHubRelease } from "./tags-and-releases.ts";
export { tokenLogin } from "./token-login.ts";
export { type WorkflowRunState, workflowRunStates } from "./workflow-runs.ts";
