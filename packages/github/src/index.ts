export { connectToGitHub, type GitHub, type GitHubConnection } from "./client.ts";
export {
  mergedPullRequest,
  type PullRequestState,
  pullRequestAuthor,
  pullRequestStates,
} from "./pull-requests.ts";
export { type GitHubRepository, parseRepository } from "./repository.ts";
export { startWorkflow, type WorkflowStart } from "./start-workflow.ts";
export { type TagAndReleaseOptions, type TaggedRelease, tagAndRelease } from "./tag-and-release.ts";
export type { Release } from "./tags-and-releases.ts";
