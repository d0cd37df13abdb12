export type { GitHubRequest } from "./request.ts";
export { startWorkflow, type WorkflowStart } from "./start-workflow.ts";
export { type TagAndReleaseOptions, type TaggedRelease, tagAndRelease } from "./tag-and-release.ts";
export type { GitHubRepository, Release } from "./tags-and-releases.ts";
