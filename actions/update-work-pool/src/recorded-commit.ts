import { type RunContext, reporter, runCommand } from "#action-kit";
import { readDeployedCommit, recordDeployedCommit, refuseOlderCommit } from "#deployed-commit";
import { FaultError } from "#diagnostics";
import { openRepository } from "#git";
import type { PrefectClient } from "#prefect-api";
import type { Inputs } from "./inputs.ts";

/**
 * Refuses a commit older than the one that the work pool was last updated from. Gives what records the commit, for
 * after the update; where no commit is given, nothing is compared and nothing recorded.
 *
 * @throws FaultError when it is older and that isn't allowed, or not in the checked-out repository
 */
export async function guardCommit(
  { commit: given, allowOlder }: Pick<Inputs, "commit" | "allowOlder">,
  prefect: PrefectClient,
  workPool: string,
  { workspace, repositoryUrl, runUrl }: RunContext,
): Promise<() => Promise<void>> {
  if (given === undefined) return async () => {};
  const repository = await openRepository(runCommand, workspace);
  const commit = await repository.resolve(given);
  if (commit === null) {
    throw new FaultError({
      message: `The commit ${given} is not in the checked-out repository.`,
      fix: "Check out with fetch-depth: 0 before this step, or leave `commit` out.",
    });
  }
  const target = { repository: repositoryUrl ?? repository.root, files: [`work pool ${workPool}`] };
  await refuseOlderCommit(await readDeployedCommit(prefect, target, reporter), commit, {
    isAncestor: (ancestor, descendant) => repository.isAncestor(ancestor, descendant),
    allowOlder,
    reporter,
  });
  return async () => {
    const deployed = { commit, time: new Date().toISOString(), run: runUrl ?? null };
    await recordDeployedCommit(prefect, target, deployed);
  };
}
