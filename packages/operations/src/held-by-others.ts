import { decideRemoved, type Plan, type PlannedDeployment } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { canonicalRepository } from "#git";
import type { PrefectClient } from "#prefect-api";
import { type DeployedFiles, type Holder, hashOf, namesScope, ownerOf, readHolders } from "#server-records";
import type { History } from "./history.ts";
import { isRemoval } from "./stages/removals.ts";

/** What of a plan other repositories, sets of files or scopes hold by their inventories. */
export interface HeldByOthers {
  /** The plan without what would be done to them because our files don't have them any more. */
  plan: Plan;
  /** Deployments that the files have, and that come from elsewhere. */
  taken: { id: string; key: string }[];
  /** Keys of those that left the files and are somebody else's by now. */
  letGo: string[];
  /** What speaks against the plan. */
  faults: Fault[];
  /** What is told. */
  warnings: Fault[];
}

/**
 * Finds out what of a plan is somebody else's. The other inventories are read only where the plan writes something that
 * is not in our own, or removes something.
 *
 * @param takeOver whether what the files have is taken over, whoever holds it
 */
export async function heldByOthers(
  client: PrefectClient,
  { target, inventory }: Pick<History, "target" | "inventory">,
  plan: Plan,
  takeOver: boolean,
): Promise<HeldByOthers> {
  const nothing: HeldByOthers = { plan, taken: [], letGo: [], faults: [], warnings: [] };
  if (target === null || inventory === null) return nothing;
  const { scope, ids } = inventory.contents;
  const isOurs = ({ key, live }: PlannedDeployment) =>
    live !== null && ids.get(hashOf(scope, key))?.has(live.id);
  const foreign = plan.deployments.filter((one) => one.live && one.location && !isOurs(one));
  const removals = plan.deployments.filter(isRemoval);
  if (foreign.length + removals.length === 0) return nothing;
  const holders = await readHolders(client, target);
  const holderOf = ({ key, live }: PlannedDeployment) =>
    holders.ids.get(live?.id ?? "") ?? holders.pending.get(key);
  const others = new Map(
    removals.flatMap((one) => pairWith(one, holderOf(one))).filter(([, holder]) => !isBeside(target, holder)),
  );
  const found = foreign.flatMap((one) => pairWith(one, holderOf(one)));
  const deployments = plan.deployments.map((one) => {
    const holder = others.get(one);
    return holder && one.seen
      ? decideRemoved(one.seen, {
          policy: "keep",
          tags: [],
          reason: `no longer in the files, and ${nameOf(holder)} holds it`,
        })
      : one;
  });
  return {
    plan: others.size === 0 ? plan : { ...plan, deployments },
    taken: found.flatMap(([{ key, live }]) => (live ? [{ key, id: live.id }] : [])),
    letGo: [...others.keys()].map(({ key }) => key),
    ...(takeOver ? { faults: [], warnings: [] } : judged(target, found)),
  };
}

type Found = [PlannedDeployment, Holder];

function pairWith(one: PlannedDeployment, holder: Holder | undefined): Found[] {
  return holder ? [[one, holder]] : [];
}

/** One fault a holder. Other files of the same repository are the same team's: there it may be a move. */
function judged(target: DeployedFiles, found: readonly Found[]): Pick<HeldByOthers, "faults" | "warnings"> {
  const byHolder = new Map<Holder, string[]>();
  for (const [{ key }, holder] of found) byHolder.set(holder, [...(byHolder.get(holder) ?? []), key]);
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  for (const [holder, keys] of byHolder) {
    const fault: Fault = {
      code: "deployment-held",
      message: `What ${nameOf(holder)} has applied to this server would be written from here too.`,
      deployments: keys,
      fix: "Give each environment names of its own, or a server of its own; where they have moved here, set `take-over` to true once.",
    };
    (isSameTeam(target, holder) ? warnings : faults).push(fault);
  }
  return { faults, warnings };
}

function isSameTeam(target: DeployedFiles, { owner }: Holder): boolean {
  if (owner === null) return true;
  return owner.repository === canonicalRepository(target.repository) && owner.scope === namesScope(target);
}

/** Whether an inventory is of what a prefix has put beside ours from the same files: a tag may select that too. */
function isBeside(target: DeployedFiles, { owner }: Holder): boolean {
  if (owner === null) return false;
  const own = ownerOf(target);
  const isSameFiles = owner.repository === own.repository && owner.files === own.files;
  return isSameFiles && owner.scope.startsWith(`${target.scope ?? ""}/`);
}

/** For a reader: `the scope dev of github.com/acme/platform (prefect.yaml)`. */
export function nameOf({ name, owner }: Holder): string {
  if (owner === null) return `whoever keeps the Prefect variables ${name}-...`;
  const from = `${owner.repository} (${owner.files})`;
  return owner.scope === "" ? from : `the scope ${owner.scope} of ${from}`;
}
