import { exclude, type Plan } from "#deployment-plan";
import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import type { Deployment } from "#prefect-api";
import { deploymentName } from "#prefect-project";
import { hashOf } from "#server-records";
import type { History } from "./history.ts";
import type { PlanOptions, Preparation } from "./prepare-plan.ts";
import { tooManyRemoved } from "./stages/max-removed.ts";
import { scopeOf } from "./stages/scope.ts";

/** A preparation with what the inventory says left the files. */
export interface Pruned {
  prepared: Preparation;
  /** Ids that the inventory holds and the server doesn't have any more. */
  missing: string[];
}

/**
 * Finds what was applied from here and is no longer in the files. Costs one reading of those and nothing of the others,
 * however many there are. Nothing counts as removed while it isn't known all that the files have.
 *
 * @throws FaultError where nothing is known of what was applied, and where the files define nothing at all
 */
export async function withPruned(
  options: PlanOptions,
  prepared: Preparation,
  history: History,
): Promise<Pruned> {
  if (!options.prune) return { prepared, missing: [] };
  throwIfAny(obstacles(options, prepared, history));
  const why = whyWithheld(prepared, history);
  if (why !== null) {
    options.reporter.warning({
      code: "removal-withheld",
      message: `Nothing is pruned: ${why}.`,
      fix: "Correct it, and run again.",
    });
    return { prepared, missing: [] };
  }
  const { client, named, selection } = prepared;
  const { found, missing } = await leftFiles(prepared, history, options);
  const left = exclude({ selected: [], removed: found.map(({ key }) => key) }, options.except, named).removed;
  const open = new Set(found.filter((one) => !isSettled(one, history)).map(({ key }) => key));
  const detected = removedByDetection(options).filter((key) => !named.some((one) => one.key === key));
  const known = new Set(found.map(({ key }) => key));
  const unowned = await client.deployments.findByNames(
    detected.filter((key) => !known.has(key)).map(nameParts),
  );
  const others = new Set(unowned.map(({ key }) => key));
  if (others.size > 0)
    options.reporter.warning({
      code: "removed-unowned",
      message: "What left the files is not in the inventory of what was applied from here: it is left alone.",
      deployments: [...others].sort(),
      fix: "Remove it by hand, or name it as `removed`; `prefect-cicd adopt` takes in what the files have.",
    });
  const gone = detected.filter((key) => !others.has(key) && (!known.has(key) || left.includes(key)));
  const removed = [...new Set([...selection.removed, ...left.filter((key) => open.has(key)), ...gone])];
  return { prepared: { ...prepared, selection: { ...selection, removed } }, missing };
}

function obstacles(options: PlanOptions, { named }: Preparation, { inventory }: History): Fault[] {
  const { contains } = scopeOf(options);
  const faults: Fault[] = [];
  if (inventory === null)
    faults.push({
      code: "inventory-missing",
      message: "`prune` needs the server's inventory of what was applied from here, and none can be kept.",
      fix: "Give the key the right to read and write variables; outside a CI, the clone needs a remote.",
    });
  if (!named.some(({ unprefixedKey, key }) => contains(unprefixedKey) || contains(key)))
    faults.push({
      code: "definitions-none",
      message: "`prune` would remove everything: the files define no deployment that belongs here.",
      fix: "Correct `prefect-file` or the patterns; to remove the last ones, name them as `removed`.",
    });
  return faults;
}

function whyWithheld({ broken, named }: Preparation, { archive }: History): string | null {
  if (broken.length > 0) return "a file of definitions can't be read";
  const unnamed = named.find(({ faults }) => faults.length > 0);
  if (unnamed) return `what the flow of "${unnamed.definition.name}" is called can't be told`;
  return archive.isKnown ? null : "what is kept when it leaves the files can't be told";
}

/** What the inventory holds and the files don't define, as the server has it. */
async function leftFiles({ client, named }: Preparation, { inventory }: History, { reporter }: PlanOptions) {
  const { scope, ids } = inventory?.contents ?? { scope: "", ids: new Map<string, ReadonlySet<string>>() };
  const keys = new Set(named.map(({ key }) => key));
  const defined = new Set(named.map(({ key }) => hashOf(scope, key)));
  const hashes = new Map(
    [...ids]
      .filter(([hash]) => !defined.has(hash))
      .flatMap(([hash, own]) => [...own].map((id) => [id, hash])),
  );
  const [live, begun] = await Promise.all([
    client.deployments.findByIds(hashes.keys()),
    // A run that was killed has not learnt their ids.
    client.deployments.findByNames(
      [...(inventory?.contents.pending.keys() ?? [])].filter((key) => !keys.has(key)).map(nameParts),
    ),
  ]);
  const isTrue = ({ id, key }: Deployment) => hashOf(scope, key) === hashes.get(id);
  // Whoever may edit variables must not have other deployments removed by that.
  for (const { key } of live.filter((one) => !isTrue(one)))
    reporter.warning({
      code: "record-unreadable",
      message: `The inventory of what was applied from here holds the id of ${key} under another name: it is left alone.`,
    });
  const there = new Set(live.map(({ id }) => id));
  const ours = new Map([...live.filter(isTrue), ...begun].map((one) => [one.id, one]));
  const found = [...ours.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  return { found, missing: [...hashes.keys()].filter((id) => !there.has(id)) };
}

/** Whether a deployment is archived and stayed so: there is nothing to be planned. */
function isSettled({ id, paused, schedules }: Deployment, { archive }: History): boolean {
  return archive.archived.get(id)?.done === true && paused && !schedules.some(({ active }) => active);
}

function removedByDetection({ detected, namePrefix }: PlanOptions): string[] {
  const changes = [...(detected?.changes ?? [])];
  return changes
    .filter(([, change]) => change === "removed")
    .map(([key]) => {
      const { flowName, name } = nameParts(key);
      return `${flowName}/${deploymentName(name, namePrefix)}`;
    });
}

function nameParts(key: string): { flowName: string; name: string } {
  const slash = key.indexOf("/");
  return { flowName: key.slice(0, slash), name: key.slice(slash + 1) };
}

/**
 * A pull request lacks what the default branch got since it began.
 *
 * @throws FaultError where a run for one would prune
 */
export function refusePruneOfRequest({ prune, namePrefix, ci }: PlanOptions): void {
  if (!prune || namePrefix !== undefined || ci.request === undefined) return;
  throw new FaultError({
    code: "inputs-conflict",
    message:
      "A pull request doesn't prune: what its files don't have may have come to the default branch since.",
    fix: "Prune where the default branch is deployed; deployments beside it, by `name-prefix`, may be pruned.",
  });
}

/** What speaks against the removals of a plan. */
export function removalFaults(
  { maxRemoved }: PlanOptions,
  { definitions }: Preparation,
  { target, inventory, archive }: History,
  plan: Plan,
): Fault[] {
  const known = inventory?.contents.ids.size ?? definitions.length;
  const faults = tooManyRemoved(plan, maxRemoved, Math.max(0, known - archive.archived.size));
  if (target !== null || !plan.deployments.some(({ action }) => action === "archive")) return faults;
  return [
    ...faults,
    {
      code: "inventory-missing",
      message: "What an archived deployment was before can't be noted: nothing names the repository.",
      fix: "Give the clone a remote, or choose another `removed-policy`.",
    },
  ];
}
