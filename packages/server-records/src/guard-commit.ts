import { FaultError, type Reporter } from "#diagnostics";
import type { Repository } from "#git";
import type { JsonObject } from "#json";
import { ancestryIn } from "./ancestry.ts";
import { readDeployedCommits, recordDeployedCommit } from "./commit-record.ts";
import { refuseOlderCommit } from "./compare.ts";
import { bareCommit } from "./deployed-commit.ts";
import type { Records } from "./record.ts";

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

/** What the update gave the work pool. */
export interface GivenWithCommit {
  image?: string | undefined;
  template?: JsonObject | undefined;
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
  server: Records,
  reporter: Reporter,
): Promise<(given?: GivenWithCommit) => Promise<void>> {
  const commit = await repository.fetchCommit(given);
  if (commit === null) {
    throw new FaultError({
      code: "commit-missing",
      message: `The commit ${given} is not in the checked-out repository.`,
      fix: "Check out with fetch-depth: 0 before this, or leave `commit` out.",
    });
  }
  const target = { repository: repositoryUrl ?? repository.remoteUrl ?? repository.root, workPool };
  const recorded = await readDeployedCommits(server, target, reporter);
  await refuseOlderCommit(recorded?.latest, commit, {
    isAncestor: ancestryIn(repository),
    allowOlder,
    reporter,
  });
  return async ({ image, template } = {}) => {
    const bare = bareCommit({ commit, time: new Date().toISOString(), run: runUrl ?? null });
    await recordDeployedCommit(server, target, { ...bare, image: image ?? null, template: template ?? null });
  };
}
