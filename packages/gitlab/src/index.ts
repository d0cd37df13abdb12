export { MergeRequest, type MergeRequestNow, type MergeRequestPlace, type Note } from "./merge-request.ts";
