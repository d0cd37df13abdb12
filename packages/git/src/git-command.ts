import type { CommandResult, RunCommand, RunOptions } from "#command";
import { FaultError } from "#diagnostics";

/** Runs git in one repository. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<CommandResult>;

export interface GitOptions {
  input?: string;
  encoding?: RunOptions["encoding"];
  /** Exit codes besides 0 that are an answer; any other is a fault. `"any"` leaves it all to the caller. */
  allowed?: readonly number[] | "any";
}

/** Never a question, never another language, no lock for what only reads. */
const quietEnvironment = { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };

/** Git in the folder `cwd`. `env` carries what must not stand in arguments. */
export function git(run: RunCommand, cwd: string, env: Record<string, string> = {}): Git {
  return async (args, { input, encoding, allowed = [] } = {}) => {
    const result = await run("git", args, { cwd, input, encoding, env: { ...quietEnvironment, ...env } });
    if (result.exitCode === 0 || allowed === "any" || allowed.includes(result.exitCode)) return result;
    throw gitFault(args, result);
  };
}

/** A fault out of what git said, with a fix where it is a case that people meet. */
export function gitFault(args: readonly string[], result: CommandResult): FaultError {
  const said = withoutCredentials(result.stderr.trim());
  const fix = knownFixes.find(([pattern]) => pattern.test(said))?.[1];
  return new FaultError({
    code: "git-failed",
    message: `git ${args[0]} failed (exit code ${result.exitCode}): ${said || "it gave no reason"}`,
    fix,
  });
}

const knownFixes: readonly (readonly [RegExp, string])[] = [
  [/not a git repository/, "Run this in a clone: on GitHub, add a step with actions/checkout before it."],
  [
    /Needed a single revision/,
    "This clone has no commit yet: commit first, or check out a branch that has one.",
  ],
  [
    /dubious ownership/,
    "The clone belongs to another user: run `git config --global --add safe.directory <folder>` in a step before.",
  ],
  [
    /could not read Username|Authentication failed|403|Repository not found/,
    "Give a token that may read this repository (github-token on GitHub).",
  ],
];

/** Takes user names and passwords out of the addresses in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, "$1");
}
