import { runLocally } from "#command";
import type { Cli } from "../src/cli.ts";
import type { ExitCode } from "../src/exit-codes.ts";
import { createProgram } from "../src/program.ts";
import { Terminal } from "../src/terminal.ts";

/** What a command line wrote, and how it ended. */
export interface Captured {
  stdout: string;
  stderr: string;
  exitCode: ExitCode | undefined;
}

/** A command line whose texts are kept, and which reads these files. */
export function capturedCli(env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const captured: Captured = { stdout: "", stderr: "", exitCode: undefined };
  const sink = (name: "stdout" | "stderr") => ({
    write(text: string) {
      captured[name] += text;
    },
  });
  const readIfThere = async (file: string) => files[file];
  const cli: Cli = {
    terminal: new Terminal(sink("stdout"), sink("stderr"), env),
    env,
    run: runLocally,
    suite: { repository: "acme/suite", release: "v0.1.0", templates: "/nowhere" },
    read: async (file) => (await readIfThere(file)) ?? "",
    readIfThere,
    ask: undefined,
    end(code) {
      captured.exitCode = code;
    },
  };
  return { cli, captured };
}

/** Runs a command line in this process. */
export async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Captured> {
  const { cli, captured } = capturedCli(env);
  await createProgram(cli).parseAsync(["node", "prefect-cicd", ...args]);
  return captured;
}
