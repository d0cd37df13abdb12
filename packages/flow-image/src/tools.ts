import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";
import { removeBuilder } from "./builder.ts";
import { removePrivateConfig } from "./private-docker-config.ts";

/** Something that has to be removed when the work is over: a folder with credentials, a builder. */
export type Leftover = "docker-config" | "builder";

/** What stands around the work: how commands run, who hears of it, who cleans up after a process that was killed. */
export interface Tools {
  run: RunCommand;
  reporter: Reporter;
  /**
   * Called before something is made, so that {@link cleanUp} can remove it even if this process is killed; without
   * a value when it is gone.
   */
  remember(what: Leftover, value: string | undefined): void;
  /** Number of the pull request that brought the commit that is built; undefined where there is none. */
  findPullRequest?: () => Promise<number | undefined>;
  /** Token for `gh` when it verifies attestations. */
  githubToken?: string;
  /** Ends a running build. */
  signal?: AbortSignal;
}

/** Removes what a process that was killed left behind; what is gone already is no error. */
export async function cleanUp(
  leftovers: Partial<Record<Leftover, string>>,
  { run, reporter }: Pick<Tools, "run" | "reporter">,
): Promise<void> {
  const { builder } = leftovers;
  const folder = leftovers["docker-config"];
  if (folder) await removePrivateConfig(folder);
  const problem = builder
    ? // The user's own configuration knows the builder too.
      await removeBuilder(builder, run)
    : undefined;
  if (problem)
    reporter.warning({
      code: "builder-left",
      message: `The builder ${builder} could not be removed: ${problem}`,
    });
}
