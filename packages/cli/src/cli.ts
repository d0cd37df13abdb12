import { type Command, Option } from "commander";
import type { RunCommand } from "#command";
import { type Fault, FaultError } from "#diagnostics";
import type { Suite } from "#operations";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** All that a command gets from outside. */
export interface Cli {
  terminal: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  run: RunCommand;
  /** Which release this is, and where its templates lie. */
  suite: Suite;
  /** Text of a file; `-` is standard input. */
  read(file: string): Promise<string>;
  /** The same; undefined where there is no such file. */
  readIfThere(file: string): Promise<string | undefined>;
  /** Asks whoever sits at the terminal; undefined where nobody does. */
  ask: ((question: string) => Promise<string>) | undefined;
  /** Called with how the command ended. */
  end(code: ExitCode): void;
}

/** How results are written; every command takes these. */
export interface OutputFlags {
  json?: true;
  markdown?: true;
}

export const jsonOption = () => new Option("--json", "Write the result as JSON.");

export const markdownOption = () =>
  new Option("--markdown", "Write the result as Markdown, for a comment or a summary.").conflicts("json");

/**
 * Makes `work` the command's action. Whatever is wrong is told on standard error, each fault at its place; with
 * `--json` standard output then holds `{"faults": [...]}`. A defect of ours is rethrown for the caller.
 */
export function perform<Arguments extends unknown[], Flags extends OutputFlags>(
  cli: Cli,
  command: Command,
  work: (flags: Flags, ...args: Arguments) => Promise<ExitCode>,
): Command {
  return command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2) as Arguments;
    const flags = command.opts<Flags>();
    try {
      cli.end(await work(flags, ...args));
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      tellFaults(cli, error.faults);
      if (flags.json) cli.terminal.json({ faults: error.faults });
      cli.end(EXIT.wrong);
    }
  });
}

/** Tells of all that is wrong, and how many there are where that is more than one. */
export function tellFaults({ terminal }: Cli, faults: readonly Fault[]): void {
  for (const fault of faults) terminal.tell("error", fault);
  if (faults.length > 1) terminal.progress(`${faults.length} problems were found; each is listed above.`);
}
