import { type Fault, FaultError, formatFault } from "#diagnostics";
import type { Deployment, FlowRun, PrefectClient } from "#prefect-api";
import { cancelRuns } from "#runs";
import { type Archived, changeArchive, hashOf, Inventory, readArchive, readHolders } from "#server-records";
import { type ConnectOptions, connect } from "./connect.ts";
import { nameOf } from "./held-by-others.ts";
import type { DeleteArchivedValues } from "./options/index.ts";
import { recordTarget } from "./record-target.ts";
import { openSource, projectFiles, workingSource } from "./source.ts";
import { definedAt } from "./stages/defined-at.ts";
import { flowNamesAt } from "./stages/flow-names-at.ts";
import type { Surroundings } from "./surroundings.ts";

export type DeleteArchivedOptions = DeleteArchivedValues & Surroundings & ConnectOptions;

/** A deployment that was not deleted, and why. */
export interface LeftArchived {
  key: string;
  why: string;
}

/** What became of archived deployments, each as `flow-name/deployment-name`. */
export interface ArchiveSweep {
  /** In a plan those that would be. */
  deleted: string[];
  /** Those that have a run which has not ended. */
  waiting: LeftArchived[];
  /** Those that are due and are not what an archived deployment is. */
  left: LeftArchived[];
  /** Those whose time has not come, with the day on which it does. */
  kept: LeftArchived[];
  /** What the server refused. */
  faults: Fault[];
}

/** Seconds that are waited for runs that were asked to stop. */
const CANCEL_TIMEOUT = 30;

/**
 * Deletes archived deployments whose time has come: only what record and inventory agree on, what still is off, and what
 * the checked-out files don't have again. Whatever a run leaves off, the next one goes on with.
 *
 * @throws FaultError where it isn't known what was archived from here, and where the files can't be read
 */
export async function deleteArchived(options: DeleteArchivedOptions): Promise<ArchiveSweep> {
  const [client, repository] = await Promise.all([connect(options), openSource(options)]);
  const target = recordTarget(options, repository);
  if (target === null) {
    throw new FaultError({
      code: "inventory-missing",
      message: "Nothing names the repository whose archived deployments are meant.",
      fix: "Give the clone a remote.",
    });
  }
  const [archive, inventory] = await Promise.all([
    readArchive(client, target, options.reporter),
    Inventory.read(client, target, options.reporter),
  ]);
  const sweep: ArchiveSweep = { deleted: [], waiting: [], left: [], kept: [], faults: [] };
  const due = new Map([...archive.archived].filter(([, one]) => isDue(one, options.retention, sweep)));
  if (due.size === 0) return sweep;
  const live = await client.deployments.findByIds(due.keys());
  const keys = live.map(({ key }) => key);
  const source = await workingSource(repository);
  const readName = await flowNamesAt(options, repository, source.commit);
  const [defined, holders] = await Promise.all([
    // With a prefix the files have other names, which its own applies know.
    options.namePrefix === undefined ? definedAt(source, projectFiles(options), keys, readName) : new Set(),
    readHolders(client, target),
  ]);
  const why = (one: Deployment): string | null => {
    const { scope, ids } = inventory.contents;
    if (due.get(one.id)?.key !== one.key || !ids.get(hashOf(scope, one.key))?.has(one.id))
      return "record and inventory don't agree on it";
    const holder = holders.ids.get(one.id);
    if (holder) return `${nameOf(holder)} holds it`;
    if (defined.has(one.key)) return "the files have it again: an apply brings it back";
    if (!one.paused || one.schedules.some(({ active }) => active)) return "it was turned on again since";
    return null;
  };
  for (const one of live) {
    const reason = why(one);
    if (reason !== null) sweep.left.push({ key: one.key, why: reason });
  }
  const off = live.filter((one) => why(one) === null);
  const gone = await deleteEach(client, off, options, sweep);
  if (options.planOnly) return sweep;
  const there = new Set(live.map(({ id }) => id));
  const missing = [...[...due.keys()].filter((id) => !there.has(id)), ...gone];
  await inventory.change({ missing });
  if (missing.length > 0) await changeArchive(client, target, { forget: missing });
  return sweep;
}

function isDue({ key, since, done }: Archived, retention: number, { kept }: ArchiveSweep): boolean {
  const until = new Date(Date.parse(since) + retention * 1000);
  const isOver = until.getTime() <= Date.now();
  if (!done) kept.push({ key, why: "it was not archived in full: the next apply finishes that" });
  else if (!isOver) kept.push({ key, why: `until ${until.toISOString().slice(0, 10)}` });
  return done && isOver;
}

/** @returns ids of those that were deleted */
async function deleteEach(
  client: PrefectClient,
  off: readonly Deployment[],
  options: DeleteArchivedOptions,
  sweep: ArchiveSweep,
): Promise<string[]> {
  const gone: string[] = [];
  for (const { id, key } of off) {
    try {
      const runs = await runsLeft(client, id, options);
      if (runs.length > 0) sweep.waiting.push({ key, why: describeRuns(runs) });
      else {
        if (!options.planOnly) {
          // The server leaves the automations that it owns behind, enabled or not.
          await client.automations.deleteOwnedBy(id);
          await client.deployments.delete(id);
          options.reporter.info(`Deleted ${key}`);
          gone.push(id);
        }
        sweep.deleted.push(key);
      }
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      sweep.faults.push(...error.faults.map((fault) => ({ ...fault, deployments: [key] })));
    }
  }
  return gone;
}

/** The runs of a deployment that have not ended; asked to stop before, where that is wanted. */
async function runsLeft(
  client: PrefectClient,
  id: string,
  { cancelRuns: isCancelling, planOnly, reporter }: DeleteArchivedOptions,
): Promise<FlowRun[]> {
  const runs = await client.flowRuns.notEnded([id]);
  if (runs.length === 0 || !isCancelling || planOnly) return runs;
  const ids = runs.map((run) => run.id);
  const { ended, running } = await cancelRuns(client, ids, CANCEL_TIMEOUT);
  for (const run of ended) reporter.info(`Cancelled the run ${run.name ?? run.id}`);
  return running;
}

function describeRuns(runs: readonly FlowRun[]): string {
  const states = [...new Set(runs.map((run) => run.state_name ?? "unknown"))].sort();
  return `${runs.length === 1 ? "1 run has" : `${runs.length} runs have`} not ended (${states.join(", ")})`;
}

/** A sweep for a log or a terminal, one line a deployment. */
export function archiveSweepText(
  { deleted, waiting, left, kept, faults }: ArchiveSweep,
  planOnly: boolean,
): string {
  const lines = [
    ...deleted.map((key) => `- ${key}: ${planOnly ? "would be deleted" : "deleted"}`),
    ...waiting.map(({ key, why }) => `… ${key}: ${why}`),
    ...left.map(({ key, why }) => `! ${key}: left alone, ${why}`),
    ...kept.map(({ key, why }) => `= ${key}: kept, ${why}`),
    ...faults.map((fault) => `x ${formatFault(fault)}`),
  ];
  return lines.join("\n") || "Nothing is archived.";
}
