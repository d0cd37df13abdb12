import { type CiRun, readCiRun, readContext } from "#ci-run";
import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";
import { reporter } from "./log.ts";
import { runCommand } from "./run-command.ts";

/** What an operation gets of the job that it runs in. */
export function surroundings(): {
  run: RunCommand;
  /** The job's workspace. */
  folder: string;
  env: NodeJS.ProcessEnv;
  reporter: Reporter;
  ci: CiRun;
} {
  const { env } = process;
  return { run: runCommand, folder: readContext(env).workspace, env, reporter, ci: readCiRun(env) };
}
