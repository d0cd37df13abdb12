export { BASELINE_RUNS } from "./baseline.ts";
export { type Cancelled, cancelRuns, forceCommand } from "./cancel-runs.ts";
export { durationText } from "./duration-text.ts";
export type { Outcome, Verdict } from "./judge.ts";
export { countsText, paceText, renderRunsMarkdown, renderRunsText } from "./render-results.ts";
export type { Job } from "./run-key.ts";
export type { RunRequest } from "./run-request.ts";
export type { RunResult } from "./run-result.ts";
export { type RunObserver, runAndWatch, type WatchOptions } from "./watch-runs.ts";
