import { type Fault, FaultError, type Reporter } from "#diagnostics";
import type { LiveDeployment, LiveFacts } from "#doctor";
import { nextDates, reckoningOf } from "#impact";
import type { Deployment, PrefectClient } from "#prefect-api";
import {
  type DeployedFiles,
  Inventory,
  readDeployedCommits,
  readHolders,
  readUnfinished,
} from "#server-records";

/** Deployments whose runs are counted: enough to see whether the scheduler works at all. */
const SAMPLE = 5;
/** Milliseconds; the scheduler's longest loop is 60 s, and an edit drops runs. */
const SETTLED = 180_000;
const WEEK = 7 * 86_400_000;

/** What is kept of earlier runs: whose a deployment is, and what is wrong with it. */
export interface GatheredRecords {
  faults: Fault[];
  own: ReadonlySet<string>;
  others: ReadonlySet<string>;
}

/** @param target null where nothing names the repository */
export async function gatherRecords(
  client: PrefectClient,
  target: DeployedFiles | null,
): Promise<GatheredRecords> {
  const faults: Fault[] = [];
  const reporter: Reporter = { info: () => {}, warning: (fault) => faults.push(fault), secret: () => {} };
  if (target === null) return { faults, own: new Set(), others: new Set() };
  const read = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const inventory = await read(Inventory.read(client, target, reporter));
  const holders = await read(readHolders(client, target));
  await read(readDeployedCommits(client, target, reporter));
  await read(readUnfinished(client, target, reporter));
  const ids = [...(inventory?.contents.ids.values() ?? [])].flatMap((own) => [...own]);
  return { faults, own: new Set(ids), others: new Set(holders?.ids.keys() ?? []) };
}

/**
 * The deployments of the server, with who has applied them as far as records tell, and whether its scheduler makes runs.
 */
export async function gatherLive(
  client: PrefectClient,
  { own, others }: Pick<GatheredRecords, "own" | "others">,
  version: string | null,
  now: Date,
): Promise<LiveFacts> {
  const rows = await client.deployments.list();
  const prefect = reckoningOf(version);
  const due = rows.filter((row) => isDue(row, prefect, now)).slice(0, SAMPLE);
  const counts = await client.flowRuns.countFutureScheduled(due.map(({ id }) => id));
  return {
    deployments: rows.map((row) => liveOf(row, own, others)),
    scheduledRuns: new Map(due.map(({ key, id }) => [key, counts.get(id) ?? 0])),
    prefect,
  };
}

function liveOf(row: Deployment, own: ReadonlySet<string>, others: ReadonlySet<string>): LiveDeployment {
  const { id, key, paused, work_pool_name: workPool, updated, schedules } = row;
  return {
    ...{ key, workPool, updated },
    isPaused: paused,
    activeSchedules: schedules.filter(({ active }) => active).map(({ schedule }) => schedule),
    appliedBy: own.has(id) ? "own" : others.has(id) ? "other" : null,
  };
}

/** Whether the scheduler must have made runs of it by now. */
function isDue(
  { paused, updated, schedules }: Deployment,
  prefect: LiveFacts["prefect"],
  now: Date,
): boolean {
  if (paused) return false;
  const changes = [updated, ...schedules.map((schedule) => schedule.updated)].map((time) => Date.parse(time));
  if (now.getTime() - Math.max(...changes) < SETTLED) return false;
  return schedules
    .filter(({ active }) => active)
    .some(({ schedule }) => {
      const [first] = nextDates(schedule, now, 1, prefect).dates ?? [];
      return first !== undefined && Date.parse(first) - now.getTime() < WEEK;
    });
}
