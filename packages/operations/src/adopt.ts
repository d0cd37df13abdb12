import pLimit from "p-limit";
import type { Plan, PlannedDeployment } from "#deployment-plan";
import { type Fault, FaultError } from "#diagnostics";
import { defaultsOf, type OptionValues } from "#input-values";
import type { ConnectionInputs, Deployment, PrefectClient } from "#prefect-api";
import { type Holders, hashOf, readHolders, releaseFromOthers } from "#server-records";
import { nameOf } from "./held-by-others.ts";
import { type History, readHistory } from "./history.ts";
import { type adoptOptions, planOptions } from "./options/index.ts";
import { type Preparation, planOf, prepare } from "./prepare-plan.ts";
import { recordTarget } from "./record-target.ts";
import type { Surroundings } from "./surroundings.ts";

export type AdoptOptions = OptionValues<typeof adoptOptions> &
  Surroundings & {
    connection: ConnectionInputs;
    /** Takes them into the inventory; otherwise it is only told. */
    yes: boolean;
  };

/** A live deployment that the files have and nobody's inventory held. */
export interface Adopted {
  key: string;
  id: string;
  /** What an apply would change of it; nothing where it is as the files say. */
  differs: string[];
}

/** A live deployment that neither the files have nor an inventory holds. */
export interface Undeclared {
  key: string;
  /** Who made it, as far as the server tells. */
  maker: string | null;
  /** ISO 8601. */
  created: string;
  /** The run that ended last; null where there is none. */
  lastRun: { state: string; ended: string | null } | null;
}

/** Whose the live deployments of a server are, seen from some files. */
export interface Adoption {
  /** Whether the inventory was written. */
  isWritten: boolean;
  adopted: Adopted[];
  /** Those that came from here before. */
  held: string[];
  /** Those that somebody else's inventory holds, and whose. */
  refused: { key: string; holder: string }[];
  /** Those of the files that the server doesn't have: an apply makes them. */
  absent: string[];
  /** Those that came from here and left the files: `prune` removes them. Null where not all of the files is looked at. */
  left: string[] | null;
  /** Those that nobody declares; null as above. */
  undeclared: Undeclared[] | null;
  /** How many others somebody else's inventory holds. */
  others: number;
  /** What is wrong with files that can't be read. */
  broken: readonly Fault[];
}

/**
 * Tells which live deployments the files have and which nobody declares; with `yes`, takes the former into the inventory
 * as if they had been applied from here. Writes nothing else, and reads the whole server.
 *
 * @throws FaultError with everything that is wrong with the files, and where no inventory can be kept
 */
export async function adoptDeployments(given: AdoptOptions): Promise<Adoption> {
  const options = { ...defaultsOf(planOptions), ...given };
  const prepared = await prepare(options);
  const { client, repository } = prepared;
  const history = await readHistory(client, recordTarget(options, repository), options.reporter, {
    isRecorded: true,
    withInventory: true,
  });
  const { target, inventory } = history;
  if (target === null || inventory === null) {
    throw new FaultError({
      code: "inventory-missing",
      message: "Nothing names the repository that an inventory could be kept for.",
      fix: "Give the clone a remote.",
    });
  }
  const [plan, holders, live] = await Promise.all([
    planOf(prepared, options, history.archive),
    readHolders(client, target),
    client.deployments.list(),
  ]);
  const sorted = sortDeclared(plan, history, holders, given.takeOver);
  const rest = await sortRest(client, prepared, history, holders, live);
  if (given.yes) {
    const taken = sorted.adopted.filter(({ id }) => holders.ids.has(id));
    if (taken.length > 0) await releaseFromOthers(client, target, taken);
    await inventory.change({ seen: sorted.adopted });
  }
  return { isWritten: given.yes, ...sorted, ...rest, broken: prepared.broken };
}

function sortDeclared(plan: Plan, history: History, holders: Holders, takeOver: boolean) {
  const sorted = {
    adopted: [] as Adopted[],
    held: [] as string[],
    refused: [] as Adoption["refused"],
    absent: [] as string[],
  };
  for (const planned of plan.deployments.filter(({ location }) => location !== null)) {
    const { key, live } = planned;
    const holder = live && (holders.ids.get(live.id) ?? holders.pending.get(key));
    if (live === null) sorted.absent.push(key);
    else if (isOurs(history, key, live.id)) sorted.held.push(key);
    else if (holder && !takeOver) sorted.refused.push({ key, holder: nameOf(holder) });
    else sorted.adopted.push({ key, id: live.id, differs: differencesOf(planned) });
  }
  return sorted;
}

/** What of the server the files don't have, where it is known all that they have. */
async function sortRest(
  client: PrefectClient,
  { named, definitions, broken }: Preparation,
  history: History,
  holders: Holders,
  live: readonly Deployment[],
): Promise<Pick<Adoption, "left" | "undeclared" | "others">> {
  const isWhole =
    named.length === definitions.length &&
    broken.length === 0 &&
    named.every(({ faults }) => faults.length === 0);
  if (!isWhole) return { left: null, undeclared: null, others: 0 };
  const declared = new Set(named.map(({ key }) => key));
  const rest = live.filter(({ key }) => !declared.has(key)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const left = rest.filter(({ key, id }) => isOurs(history, key, id));
  const others = rest.filter(({ id, key }) => holders.ids.has(id) || holders.pending.has(key));
  const known = new Set([...left, ...others]);
  const limit = pLimit(4);
  const undeclared = rest
    .filter((one) => !known.has(one))
    .map((one) => limit(async () => describe(one, await client.flowRuns.lastEnded(one.id))));
  return {
    left: left.map(({ key }) => key),
    undeclared: await Promise.all(undeclared),
    others: others.length,
  };
}

function isOurs({ inventory }: History, key: string, id: string): boolean {
  const contents = inventory?.contents;
  return contents?.ids.get(hashOf(contents.scope, key))?.has(id) ?? false;
}

function describe(
  { key, created, created_by: maker }: Deployment,
  run: Awaited<ReturnType<PrefectClient["flowRuns"]["lastEnded"]>>,
): Undeclared {
  return {
    key,
    maker: maker?.display_value ?? null,
    created,
    lastRun: run ? { state: run.state_name ?? "unknown", ended: run.end_time ?? null } : null,
  };
}

/** What an apply would change, for a reader: `parameters`, `schedule cron 0 5 * * * (UTC)`. */
function differencesOf({ changes, schedules, automations }: PlannedDeployment): string[] {
  return [
    ...changes.map(({ field }) => field),
    ...schedules.filter(({ action }) => action !== "unchanged").map(({ title }) => `schedule ${title}`),
    ...automations.filter(({ action }) => action !== "unchanged").map(({ name }) => `automation ${name}`),
  ];
}
