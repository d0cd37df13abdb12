import type { Plan } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import type { ApplyOptions } from "./apply-options.ts";
import type { History } from "./history.ts";
import type { Preparation } from "./prepare-plan.ts";
import { projectFiles, sourceAt } from "./source.ts";
import { definedAt } from "./stages/defined-at.ts";
import { flowNamesAt } from "./stages/flow-names-at.ts";
import { isOthersProduction, sharedServerFault, writtenKeys } from "./stages/shared-server.ts";

/**
 * Refuses to write what the server's record counts as another branch's production.
 *
 * @throws FaultError with the deployments and the ways out
 */
export async function refuseSharedServer(
  options: ApplyOptions,
  prepared: Preparation,
  { commits }: History,
  branch: string | null,
  plan: Plan,
): Promise<void> {
  const recorded = commits?.latest;
  const facts = { ci: options.ci, branch, namePrefix: options.namePrefix, recorded };
  if (!recorded || options.allowSharedServer || !isOthersProduction(facts)) return;
  const written = new Set(writtenKeys(plan));
  const keys = plan.deployments.filter(({ key, live }) => live && written.has(key)).map(({ key }) => key);
  if (keys.length === 0) return;
  const excluded = new Set(recorded.excluded);
  const known = await definedThere(options, prepared, recorded.commit, keys);
  const theirs = keys.filter((key) => known.has(key) && !excluded.has(key));
  if (theirs.length > 0) throw new FaultError(sharedServerFault(facts, theirs));
}

/** What the recorded commit defines of them; all where that commit can't be had. */
async function definedThere(
  options: ApplyOptions,
  { repository }: Preparation,
  ref: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const commit = await repository.fetchCommit(ref);
  if (commit === null) return new Set(keys);
  const readName = await flowNamesAt(options, repository, commit);
  return definedAt(sourceAt(repository, commit), projectFiles(options), keys, readName);
}
