import type { Deployment, PrefectClient, WorkPool } from "#prefect-api";
import { flowOf, nameOf } from "./deployment-key.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import { readAutomations } from "./read-automations.ts";
import { toLive } from "./to-live.ts";

/** What the server holds of the things that a plan is about. */
export interface LiveState {
  deployments: Map<string, LiveDeployment>;
  /** The work pools asked for and those of the live deployments; undefined for one that doesn't exist. */
  pools: Map<string, WorkPool | undefined>;
}

/** Deployments that are being read, see {@link startReading}. */
export interface LiveReading {
  /** Which ones. */
  keys: ReadonlySet<string>;
  /** What there is of them, with these work pools: nothing else of the server. */
  finish(poolNames: readonly string[]): Promise<LiveState>;
}

/** Starts reading the deployments of these keys as far as they exist; the server is at it while definitions are built. */
export function startReading(client: PrefectClient, keys: readonly string[]): LiveReading {
  const found = client.deployments.findByNames(
    keys.map((key) => ({ flowName: flowOf(key), name: nameOf(key) })),
  );
  // Whoever finishes the reading gets the error; nobody may, where definitions turn out to be faulty.
  found.catch(() => {});
  return {
    keys: new Set(keys),
    finish: (poolNames) => finishReading(client, found, poolNames),
  };
}

async function finishReading(
  client: PrefectClient,
  found: Promise<Deployment[]>,
  poolNames: readonly string[],
): Promise<LiveState> {
  const asked = new Map<string, Promise<WorkPool | undefined>>();
  const askForPools = (more: Iterable<string>) => {
    for (const name of more) if (!asked.has(name)) asked.set(name, client.workPools.find(name));
    return Promise.all(asked.values());
  };
  const [deployments] = await Promise.all([found, askForPools(poolNames)]);
  const [automations] = await Promise.all([
    readAutomations(
      client,
      deployments.map(({ id }) => id),
    ),
    askForPools(deployments.flatMap(({ work_pool_name: name }) => name ?? [])),
  ]);
  const poolByName = new Map<string, WorkPool | undefined>();
  for (const [name, pool] of asked) poolByName.set(name, await pool);
  const usesDefaultQueue = defaultQueues(client, poolByName);
  const live = await Promise.all(
    deployments.map(async (deployment) =>
      toLive(deployment, deployment.flow_name, automations, await usesDefaultQueue(deployment)),
    ),
  );
  return { deployments: new Map(live.map((one) => [one.key, one])), pools: poolByName };
}

/** Tells whether a deployment's queue is its work pool's default one, whatever that is called. */
function defaultQueues(
  client: PrefectClient,
  pools: ReadonlyMap<string, WorkPool | undefined>,
): (deployment: Deployment) => Promise<boolean> {
  const asked = new Map<string, Promise<string | undefined>>();
  // Servers before 3.6 tell a deployment's queue by name alone.
  const idOf = (pool: string, queue: string) => {
    const key = JSON.stringify([pool, queue]);
    const id = asked.get(key) ?? client.workPools.findQueue(pool, queue).then((found) => found?.id);
    asked.set(key, id);
    return id;
  };
  return async ({ work_pool_name: name, work_queue_name: queue, work_queue_id: id }) => {
    const defaultId = pools.get(name ?? "")?.default_queue_id;
    if (!name || !defaultId) return false;
    if (id !== undefined) return id === defaultId;
    return queue !== null && (await idOf(name, queue)) === defaultId;
  };
}
