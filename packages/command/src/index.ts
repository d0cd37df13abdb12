export { isRefused } from "./passed-environment.ts";
export type { CommandResult, RunCommand, RunOptions } from "./run-command.ts";
export { runLocally } from "./run-locally.ts";
export { untilCancelled } from "./until-cancelled.ts";
