import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { FlowReaderChoice, SourceOptions } from "#operations";
import { type CiRun, readCiRun } from "../ci-run.ts";
import type { Cli } from "../cli.ts";
import { list } from "./values.ts";

const DEFAULT_FILES: readonly string[] = ["prefect.yaml"];

export interface SourceFlags {
  prefectFile: readonly string[];
  baseFile?: string;
  workingDirectory: string;
}

export const workingDirectoryOption = () =>
  new Option("-C, --working-directory <folder>", "A folder of the repository's clone.").default(".");

/** Where definitions are read from. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "-f, --prefect-file <list>",
        "Where deployments are defined, relative to the repository's root: files, globs and folders.",
      )
        .default(DEFAULT_FILES, "prefect.yaml")
        .argParser(list(DEFAULT_FILES)),
    )
    .option("--base-file <file>", "A file whose anchors, defaults and pull steps every prefect file sees.")
    .addOption(workingDirectoryOption());
}

export function sourceOptions(
  cli: Cli,
  flags: SourceFlags,
  ciRun: CiRun = readCiRun(cli.env),
): SourceOptions {
  const token = gitToken(cli);
  return {
    run: cli.run,
    folder: resolve(flags.workingDirectory),
    githubToken: token,
    files: { prefectFiles: flags.prefectFile, baseFile: flags.baseFile },
    repositoryName: ciRun.repository,
    env: cli.env,
    reporter: cli.terminal.reporter,
  };
}

/**
 * Token for commits that the clone lacks. A name of its own, since git sends it to whatever the remote is: a token of
 * GitHub's has no business at another host.
 */
export function gitToken({ env, terminal }: Cli): string | undefined {
  const token = env.GIT_TOKEN?.trim() || undefined;
  if (token !== undefined) terminal.reporter.secret(token);
  return token;
}

export type FlowReaderFlags = FlowReaderChoice;

/** How flows are read. */
export function addFlowReaderOptions(command: Command, whenAbsent: FlowReaderChoice["flowReader"]): Command {
  return command
    .addOption(
      new Option(
        "--flow-reader <reader>",
        "static reads flows from their source alone; python asks a Python that has Prefect and the flows' imports; auto asks it only where the source is not enough.",
      )
        .choices(["auto", "static", "python"])
        .default(whenAbsent),
    )
    .option("--python <program>", "The Python interpreter for --flow-reader.", "python3");
}
