#!/usr/bin/env node
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type Command, CommanderError } from "commander";
import { runLocally } from "#command";
import { FaultError } from "#diagnostics";
import type { Cli } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { createProgram } from "./program.ts";
import { Terminal } from "./terminal.ts";
import { REPOSITORY, VERSION } from "./version.ts";

// The same way from the sources, from the bundle in a clone, and from the bundle in the package.
const templates = join(fileURLToPath(import.meta.url), "../../../../workflows-templates");
const suite = { repository: REPOSITORY, release: `v${VERSION}`, templates };

const terminal = new Terminal(process.stdout, process.stderr, process.env);
const cli: Cli = {
  terminal,
  env: process.env,
  run: runLocally,
  suite,
  read,
  readIfThere,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  end: (code) => {
    process.exitCode = code;
  },
};

// Who reads the results may stop early (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// Never rejects; the process's exit code tells.
everyCommand(createProgram(cli), (command) => command.exitOverride())
  .parseAsync()
  .catch(tellFailure);

function tellFailure(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrong;
    return;
  }
  process.exitCode = EXIT.defect;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  terminal.tell("error", {
    code: "unexpected-error",
    message: `Unexpected error, probably a defect of prefect-cicd: ${message}`,
    fix: "Set PREFECT_CICD_DEBUG=1 for details, and please report it.",
  });
  if (process.env.PREFECT_CICD_DEBUG) terminal.progress(stack ?? message);
}

function everyCommand(program: Command, change: (command: Command) => void): Command {
  for (const command of [program, ...program.commands]) change(command);
  return program;
}

async function read(file: string): Promise<string> {
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new FaultError({
      code: "file-unreadable",
      message: `${file} can't be read (${(error as NodeJS.ErrnoException).code}).`,
      fix: "Check its path.",
    });
  }
}

/** What a job before should have left may be missing, which is something to tell. */
async function readIfThere(file: string): Promise<string | undefined> {
  return file === "-" || existsSync(file) ? read(file) : undefined;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
