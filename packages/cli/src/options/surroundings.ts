import { readCiRun } from "#ci-run";
import type { Surroundings } from "#operations";
import type { Cli } from "../cli.ts";

/** What an operation gets of the place that a command runs in. */
export function surroundings(cli: Cli): Surroundings {
  return {
    run: cli.run,
    folder: process.cwd(),
    env: cli.env,
    reporter: cli.terminal.reporter,
    ci: readCiRun(cli.env),
    githubToken: gitToken(cli),
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
