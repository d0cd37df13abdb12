import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { bringBundlesUpToDate, commandLineBundle, projectRoot } from "#services";

export interface CliResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  cwd: string;
  /** On top of the test's environment, out of which every variable of a CI system and of Prefect was taken. */
  env?: Record<string, string>;
  /** Standard input. */
  input?: string;
  /** Called with the process once it runs, for tests that end it in the middle. */
  onStart?: (process: ChildProcess) => void;
}

const OUTSIDE_VARIABLE = /^(GITHUB_|GITLAB_|CI$|CI_|PREFECT_|GIT_|NODE_OPTIONS$|JEST_)/;

/** Starts the bundled command line as a user would. */
export async function runCli(
  args: readonly string[],
  { cwd, env, input, onStart }: CliOptions,
): Promise<CliResult> {
  bringBundlesUpToDate();
  const inherited = Object.entries(process.env).filter(([name]) => !OUTSIDE_VARIABLE.test(name));
  const node = join(projectRoot, "node_modules/node/bin/node");
  const child = spawn(node, [commandLineBundle, ...args], {
    cwd,
    env: {
      ...Object.fromEntries(inherited),
      PATH: `${join(node, "..")}${delimiter}${process.env.PATH}`,
      ...env,
    },
  });
  child.once("spawn", () => onStart?.(child));
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    }),
  ]);
  return { exitCode, stdout, stderr };
}
