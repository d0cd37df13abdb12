export { MergeRequest, type MergeRequestNow, type Note } from "./merge-request.ts";
export type { MergeRequestPlace } from "./merge-request-place.ts";
export { mergedMergeRequest } from "./merged-request.ts";
