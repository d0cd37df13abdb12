import type { CommandResult, RunCommand, RunOptions } from "#command";
import { FaultError } from "#diagnostics";

/** Runs Docker's command line. Throws a FaultError where there is none, and where the run was cancelled. */
export async function docker(
  run: RunCommand,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  try {
    return await run("docker", args, options);
  } catch (cause) {
    if (options.signal?.aborted)
      throw new FaultError({ code: "build-cancelled", message: "The build was cancelled." }, { cause });
    throw new FaultError(
      {
        code: "docker-missing",
        message: "Docker's command line can't be started.",
        fix: "Install `docker` with its buildx plugin.",
      },
      { cause },
    );
  }
}
