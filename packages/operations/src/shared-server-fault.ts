import type { Plan } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { branchOf, type History } from "./history.ts";
import type { PlanOptions, Preparation } from "./prepare-plan.ts";
import { projectFiles, sourceAt } from "./source.ts";
import { definedAt } from "./stages/defined-at.ts";
import { flowNamesAt } from "./stages/flow-names-at.ts";
import { isOthersProduction, sharedServerFault, writtenKeys } from "./stages/shared-server.ts";

/** The branch that a run deploys; outside CI the clone tells. */
export async function branchOfRun(
  { ci }: Pick<PlanOptions, "ci">,
  { repository }: Pick<Preparation, "repository">,
): Promise<string | null> {
  return ci.isCi ? branchOf(ci) : repository.currentBranch();
}

/** What speaks against a plan that writes what the server's record counts as another branch's production. */
export async function sharedServerFaultOf(
  options: PlanOptions,
  prepared: Preparation,
  { commits }: History,
  branch: string | null,
  plan: Plan,
): Promise<Fault | null> {
  const recorded = commits?.latest;
  const facts = { ci: options.ci, branch, namePrefix: options.namePrefix, recorded };
  if (!recorded || options.allowSharedServer || !isOthersProduction(facts)) return null;
  const written = new Set(writtenKeys(plan));
  const keys = plan.deployments.filter(({ key, live }) => live && written.has(key)).map(({ key }) => key);
  if (keys.length === 0) return null;
  const excluded = new Set(recorded.excluded);
  const known = await definedThere(options, prepared, recorded.commit, keys);
  const theirs = keys.filter((key) => known.has(key) && !excluded.has(key));
  return theirs.length > 0 ? sharedServerFault(facts, theirs) : null;
}

/** What the recorded commit defines of them; all where that commit can't be fetched. */
async function definedThere(
  options: PlanOptions,
  { repository }: Preparation,
  ref: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const commit = await repository.fetchCommit(ref);
  if (commit === null) return new Set(keys);
  const readName = await flowNamesAt(options, repository, commit);
  return definedAt(sourceAt(repository, commit), projectFiles(options), keys, readName);
}
