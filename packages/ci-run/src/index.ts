export { type ChangeRequest, type CiRun, noCiRun } from "./ci-run.ts";
export { type MergeGroup, type PullRequest, type Push, type RunContext, readContext } from "./github.ts";
export { readCiRun } from "./read-ci-run.ts";
