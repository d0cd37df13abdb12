import { FaultError, type Reporter } from "#diagnostics";
import type { Repository } from "#git";
import type { PrefectClient } from "#prefect-api";
import { ancestryIn } from "./ancestry.ts";
import { refuseOlderCommit } from "./compare.ts";
import { readDeployedCommit, recordDeployedCommit } from "./deployed-commit.ts";

/** A work pool's update that a commit stands for. */
export interface CommittedUpdate {
  /** The commit, as git understands it. */
  commit: string;
  allowOlder: boolean;
  /** Its name: each pool has a record of its own. */
  workPool: string;
  /** `owner/name` or address of the repository; where nothing tells, the clone's remote counts, else its folder. */
  repositoryUrl: string | undefined;
  /** Address of the run; undefined outside CI. */
  runUrl: string | undefined;
}

/**
 * Refuses a commit older than the one that the work pool was last updated from.
 *
 * @returns what records the commit, for after the update
 * @throws FaultError when it is older and that isn't allowed, or not in the clone
 */
export async function guardCommit(
  { commit: given, allowOlder, workPool, repositoryUrl, runUrl }: CommittedUpdate,
  repository: Pick<Repository, "root" | "fetchCommit" | "isAncestor" | "remoteUrl">,
  prefect: Pick<PrefectClient, "variables">,
  reporter: Reporter,
): Promise<() => Promise<void>> {
  const commit = await repository.fetchCommit(given);
  if (commit === null) {
    throw new FaultError({
      message: `The commit ${given} is not in the checked-out repository.`,
      fix: "Check out with fetch-depth: 0 before this, or leave `commit` out.",
    });
  }
  const name = repositoryUrl ?? repository.remoteUrl ?? repository.root;
  const target = { repository: name, files: [`work pool ${workPool}`] };
  await refuseOlderCommit(await readDeployedCommit(prefect, target, reporter), commit, {
    isAncestor: ancestryIn(repository),
    allowOlder,
    reporter,
  });
  return async () => {
    const deployed = { commit, time: new Date().toISOString(), run: runUrl ?? null };
    await recordDeployedCommit(prefect, target, deployed);
  };
}
