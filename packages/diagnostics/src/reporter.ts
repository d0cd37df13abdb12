import type { Fault } from "./fault.ts";

/** How a package tells what it is doing; the runner, a terminal or a test stands behind it. */
export interface Reporter {
  /** A line of progress. */
  info(message: string): void;
  /** Something the user should know although the work goes on. */
  warning(fault: Fault): void;
  /** Keeps a secret out of everything that is printed from now on. */
  secret(value: string): void;
}

/** A reporter that says nothing. */
export const silentReporter: Reporter = { info() {}, warning() {}, secret() {} };
