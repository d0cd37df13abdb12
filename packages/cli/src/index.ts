export type { Cli } from "./cli.ts";
export { EXIT, type ExitCode } from "./exit-codes.ts";
export { createProgram } from "./program.ts";
export { Terminal } from "./terminal.ts";
export { VERSION } from "./version.ts";
