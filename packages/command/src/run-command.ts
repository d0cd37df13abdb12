/** How a command is started. */
export interface RunOptions {
  /** Working directory; the process's own unless given. */
  cwd?: string;
  /** Variables added to the process's environment; `undefined` removes one. */
  env?: Record<string, string | undefined>;
  /**
   * Set for a command that runs code which may be anybody's, such as a pull request's: of the process's environment it
   * then gets what every program needs (PATH, HOME, locale, proxies) and the variables that are named here, none of
   * which leads to a server's or GitHub's credentials. `env` is added as it is.
   */
  passEnvironment?: readonly string[];
  /** Text for the command's standard input: the only way a secret reaches a command besides `env`. */
  input?: string;
  /** How its standard output becomes text: as UTF-8 unless given; latin1 makes one character of each byte. */
  encoding?: "utf8" | "latin1";
  /** Milliseconds after which the command is ended and the call fails. */
  timeout?: number;
  /** Ends the command when it is aborted; the call then fails. */
  signal?: AbortSignal;
  /** Called with each complete line of standard error while the command runs, for progress. */
  onProgress?: (line: string) => void;
}

/** How a command ended. A non-zero exit is a result, not an error: the caller knows what it means. */
export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts `command` with `args` as an argument array (no shell ever reads them) and waits for its end.
 * Throws only when the command can't be started, runs out of time or is aborted.
 */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: RunOptions,
) => Promise<CommandResult>;
