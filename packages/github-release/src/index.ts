export type { GitHubRequest } from "./request.ts";
export { type TagAndReleaseOptions, type TaggedRelease, tagAndRelease } from "./tag-and-release.ts";
export type { GitHubRepository, Release } from "./tags-and-releases.ts";
