import { setTimeout as sleep } from "node:timers/promises";
import type { Reporter } from "#diagnostics";
import type { Deployment, PrefectClient } from "#prefect-api";
import { durationText } from "./duration-text.ts";

/** What goes on where runs are to be started. */
export interface Noise {
  /** Why it is not quiet, a sentence each; none where it is. */
  reasons: string[];
  /** What is worth knowing all the same: slots of the work pools that are used. */
  notes: string[];
}

/**
 * Looks at what goes on around deployments: their runs that are late or under way, what is due in their work pools, and
 * whether these have a free slot.
 *
 * @param seconds within which nothing may be due
 */
export async function readNoise(
  client: PrefectClient,
  deployments: readonly Deployment[],
  seconds: number,
): Promise<Noise> {
  const pools = [...new Set(deployments.flatMap(({ work_pool_name }) => work_pool_name ?? []))];
  const until = new Date(Date.now() + seconds * 1000).toISOString();
  const [busy, ...looked] = await Promise.all([
    busyDeployments(client, deployments),
    ...pools.map((pool) => lookAtPool(client, pool, until, seconds)),
  ]);
  return {
    reasons: [...busy, ...looked.flatMap(({ reasons }) => reasons)],
    notes: looked.flatMap(({ notes }) => notes),
  };
}

async function busyDeployments(
  { flowRuns }: PrefectClient,
  deployments: readonly Deployment[],
): Promise<string[]> {
  const deployment_id = { operator: "and_", any_: deployments.map(({ id }) => id) } as const;
  const [active, late] = await Promise.all([
    flowRuns.list({
      ...{ operator: "and_", deployment_id },
      state: { operator: "and_", type: { any_: ["PENDING", "RUNNING", "CANCELLING"] } },
    }),
    flowRuns.list({
      ...{ operator: "and_", deployment_id },
      state: { operator: "and_", name: { any_: ["Late", "AwaitingConcurrencySlot"] } },
    }),
  ]);
  return deployments.flatMap(({ id, key }) => {
    const states = [...active, ...late]
      .filter(({ deployment_id }) => deployment_id === id)
      .map((run) => run.state_name);
    return states.length === 0 ? [] : [`${key} has runs: ${states.join(", ")}.`];
  });
}

async function lookAtPool(
  { flowRuns, workPools }: PrefectClient,
  name: string,
  until: string,
  seconds: number,
): Promise<Noise> {
  const [pool, due] = await Promise.all([
    workPools.find(name),
    flowRuns.countWaiting({ workPool: name, before: until }),
  ]);
  const { active_slots: used, concurrency_limit: limit } = pool ?? {};
  const isFull = typeof used === "number" && typeof limit === "number" && used >= limit;
  return {
    reasons: [
      ...(due > 0
        ? [
            `${due} ${due === 1 ? "run is" : "runs are"} due in the work pool ${name} within ${durationText(seconds)}.`,
          ]
        : []),
      ...(isFull ? [`The work pool ${name} has no free slot: ${used} of ${limit} are used.`] : []),
    ],
    notes:
      typeof used === "number" && !isFull
        ? [`The work pool ${name} has ${used} of ${limit} slots used.`]
        : [],
  };
}

/**
 * Waits until it is quiet.
 *
 * @param look see {@link readNoise}
 * @param seconds how long is waited
 * @returns why it is not quiet after that time; empty where it is, or the waiting was ended by the signal
 */
export async function waitForQuiet(
  look: () => Promise<Noise>,
  seconds: number,
  reporter: Reporter,
  signal?: AbortSignal,
): Promise<string[]> {
  const until = Date.now() + seconds * 1000;
  for (let told = ""; ; ) {
    const { reasons, notes } = await look();
    const text = [...reasons, ...notes].join(" ");
    if (text !== told)
      reporter.info(reasons.length > 0 ? `Waiting for quiet. ${text}` : `It is quiet. ${text}`);
    told = text;
    if (reasons.length === 0 || Date.now() >= until || signal?.aborted) return signal?.aborted ? [] : reasons;
    await sleep(LOOK_EVERY, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

const LOOK_EVERY = 5000;
