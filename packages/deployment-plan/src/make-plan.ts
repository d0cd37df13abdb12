import { type Fault, throwIfAny, toldOnce } from "#diagnostics";
import { isObject, type JsonObject } from "#json";
import type { PrefectClient, WorkPool } from "#prefect-api";
import { type DesiredDeployment, duplicateFaults } from "#prefect-project";
import type { ArchivedState } from "./archived-state.ts";
import { decide } from "./decide.ts";
import { decideRemoved, type RemovedPolicy } from "./decide-removed.ts";
import { jobVariableChecks, judgePlanned } from "./job-variables.ts";
import { notePinnedWorkers } from "./pinned-workers.ts";
import { PLAN_VERSION, type Plan, type PlannedDeployment } from "./plan.ts";
import { allChoices, type PlanChoices } from "./plan-choices.ts";
import { type LiveReading, type LiveState, startReading } from "./read-live.ts";
import { runImage } from "./run-image.ts";
import { dropsRuns } from "./write.ts";
import { writesOf } from "./writes.ts";

export interface PlanRequest extends Partial<PlanChoices> {
  /** The selected deployments of the files. */
  desired: readonly DesiredDeployment[];
  /** What is known to be wrong already; it is told together with what the server shows to be. */
  faults?: readonly Fault[];
  /** Live deployments that left the files; those that the server doesn't have are passed over. */
  removed?: readonly { key: string; reason?: string }[];
  /** What happens to them; `keep` unless given. */
  removedPolicy?: RemovedPolicy;
  /** What archived deployments were before, by id. */
  archived?: ReadonlyMap<string, ArchivedState>;
  /** Keys of removed ones that stay, whatever happens to the others. */
  kept?: ReadonlySet<string>;
  /** The run's tags: those of them that are paused get them too. */
  tags?: readonly string[];
  /** Why each was selected, by key; the plan finds its own words for the others. */
  reasons?: ReadonlyMap<string, string>;
  /** The commit the definitions were read at. */
  commit: string | null;
  /** Whether a pinned commit is cloned into a folder of its own. */
  pinFolder?: boolean;
  /** What shapes the plan, by the names of inputs: it is told in the plan and part of its digest. */
  options?: JsonObject;
  /** A reading of at least all these deployments; started by the plan itself unless given. */
  reading?: LiveReading;
}

/**
 * Computes what has to be done to a server. Reads only what is selected and writes nothing.
 *
 * @throws FaultError for everything that would fail later: unknown or unfit work pools, names selected twice
 */
export async function makePlan(client: PrefectClient, request: PlanRequest): Promise<Plan> {
  const { desired, removed = [], reasons, archived } = request;
  const now = new Date().toISOString();
  const keys = [...desired, ...removed].map(({ key }) => key);
  const pools = desired.map(({ fields }) => fields.work_pool_name);
  const live = await readingOf(client, keys, request.reading).finish(pools);
  const faults = [
    ...(request.faults ?? []),
    ...duplicateFaults(desired),
    ...removedButDeclared(desired, removed),
    ...serverFaults(client, desired, live.pools),
  ];
  const choices = allChoices(request);
  const deployments = [
    ...desired.map((one) => {
      const held = live.deployments.get(one.key);
      const before = archived?.get(held?.id ?? "");
      const planned = decide(one, held, choices, reasons?.get(one.key) ?? null, before);
      return withImage(planned, runImage(one, live.pools.get(one.fields.work_pool_name)));
    }),
    ...removed.flatMap(({ key, reason }) => {
      const one = live.deployments.get(key);
      const why = reason ?? reasons?.get(key) ?? null;
      return one
        ? [
            decideRemoved(one, {
              ...removedChoices(request, key),
              reason: why,
              now,
              archived: archived?.get(one.id),
            }),
          ]
        : [];
    }),
  ];
  const checks = await jobVariableChecks(client, desired, live.pools);
  const judged = desired.flatMap((one, index) =>
    judgePlanned(one, deployments[index] as PlannedDeployment, checks),
  );
  throwIfAny(toldOnce([...faults, ...judged]));
  const pairs = desired.map((one, index) => ({
    desired: one,
    planned: deployments[index] as PlannedDeployment,
  }));
  const { commit, pinFolder = false } = request;
  await Promise.all([
    countDroppedRuns(client, deployments),
    noteNewQueues(client, deployments, live),
    commit !== null && notePinnedWorkers(pairs, { client, pools: live.pools, commit, pinFolder }),
  ]);
  return {
    version: PLAN_VERSION,
    redacted: false,
    against: "server",
    server: client.connection.apiUrl,
    commit: request.commit,
    base: null,
    createdAt: now,
    options: request.options ?? {},
    deployments,
    notChecked: [],
    warnings: [],
  };
}

const withImage = (planned: PlannedDeployment, image: PlannedDeployment["image"]) => ({ ...planned, image });

function removedChoices({ removedPolicy = "keep", tags = [], kept }: PlanRequest, key: string) {
  return { policy: kept?.has(key) ? ("keep" as const) : removedPolicy, tags };
}

/** What was not read would look as if the server did not have it. */
function readingOf(client: PrefectClient, keys: readonly string[], given?: LiveReading): LiveReading {
  const isWhole = given && keys.every((key) => given.keys.has(key));
  return isWhole ? given : startReading(client, keys);
}

function removedButDeclared(
  desired: readonly DesiredDeployment[],
  removed: readonly { key: string }[],
): Fault[] {
  const declared = new Set(desired.map(({ key }) => key));
  return removed
    .filter(({ key }) => declared.has(key))
    .map(({ key }) => ({
      code: "removed-but-declared",
      message: `The deployment "${key}" is named as removed, but the files have it.`,
      fix: "Take it off the list of removed deployments.",
    }));
}

/** What deployments name that the server does not have. */
export function serverFaults(
  client: PrefectClient,
  desired: readonly DesiredDeployment[],
  pools: ReadonlyMap<string, WorkPool | undefined>,
): Fault[] {
  return [
    ...desired.flatMap((one) => poolFaults(one, pools.get(one.fields.work_pool_name))),
    ...(client.connection.kind === "self-hosted" ? desired.flatMap(metricFaults) : []),
  ];
}

function poolFaults({ key, fields, location }: DesiredDeployment, pool: WorkPool | undefined): Fault[] {
  const name = fields.work_pool_name;
  if (pool === undefined) {
    return [
      {
        code: "work-pool-missing",
        message: `The work pool "${name}" does not exist on the server.`,
        location,
        deployments: [key],
        fix: "Create it there, or name another one.",
      },
    ];
  }
  if (pool.type !== "prefect-agent") return [];
  return [
    {
      code: "work-pool-type",
      message: `The work pool "${name}" is of type prefect-agent, which can't run deployments any more.`,
      location,
      deployments: [key],
      fix: "Name a work pool that workers poll.",
    },
  ];
}

/** A self-hosted server refuses them, and would do so only after the deployment is written. */
function metricFaults({ key, automations }: DesiredDeployment): Fault[] {
  return automations
    .filter(({ trigger }) => usesMetric(trigger))
    .map(({ name, location }) => ({
      code: "trigger-cloud-only",
      message: `The trigger "${name}" of "${key}" watches a metric, which exists on Prefect Cloud only.`,
      location,
      fix: "Take it out, or deploy to Prefect Cloud.",
    }));
}

function usesMetric({ type, triggers }: JsonObject): boolean {
  const children = Array.isArray(triggers) ? triggers.filter(isObject) : [];
  return type === "metric" || children.some(usesMetric);
}

/** Writes into the plan how many scheduled runs each deployment's writes drop. */
async function countDroppedRuns(
  client: PrefectClient,
  deployments: readonly PlannedDeployment[],
): Promise<void> {
  const writes = deployments.map((planned) => ({ planned, writes: writesOf(planned) }));
  const dropping = writes.filter((one) => one.writes.some(dropsRuns));
  // Pauses and deletions take late runs along; all other writes only future ones.
  const isFinal = (one: (typeof dropping)[number]) => one.writes.some(({ kind }) => LATE_RUNS_TOO.has(kind));
  const ids = (some: typeof dropping) => some.flatMap(({ planned }) => planned.live?.id ?? []);
  const [future, all] = await Promise.all([
    client.flowRuns.countFutureScheduled(ids(dropping.filter((one) => !isFinal(one)))),
    Promise.all(
      ids(dropping.filter(isFinal)).map(
        async (id) => [id, (await client.flowRuns.scheduled([id])).length] as const,
      ),
    ),
  ]);
  const counts = new Map([...future, ...all]);
  for (const { planned } of dropping) planned.droppedRuns = counts.get(planned.live?.id ?? "") ?? 0;
}

const LATE_RUNS_TOO: ReadonlySet<string> = new Set([
  "delete-schedule",
  "pause-deployment",
  "delete-deployment",
]);

/** The server makes a missing work queue by itself: a typing error in its name should be seen before. */
async function noteNewQueues(
  client: PrefectClient,
  deployments: readonly PlannedDeployment[],
  live: LiveState,
): Promise<void> {
  const asked = new Map<string, Promise<boolean>>();
  await Promise.all(
    deployments.map(async (planned) => {
      const { workPool } = planned;
      const setsQueue = planned.changes.some(
        ({ field }) => field === "work_pool_name" || field === "work_queue_name",
      );
      if (!workPool?.queue || !setsQueue || !live.pools.get(workPool.name)) return;
      const { name, queue } = workPool;
      const key = JSON.stringify([name, queue]);
      const exists =
        asked.get(key) ?? client.workPools.findQueue(name, queue).then((found) => found !== undefined);
      asked.set(key, exists);
      if (!(await exists)) {
        planned.notes.push(`the work queue "${queue}" is new in the work pool "${name}" and will be made`);
      }
    }),
  );
}
