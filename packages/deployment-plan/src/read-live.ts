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
  return {
    deployments: new Map(
      deployments.map((deployment) => [
        deployment.key,
        toLive(
          deployment,
          deployment.flow_name,
          automations,
          poolByName.get(deployment.work_pool_name ?? ""),
        ),
      ]),
    ),
    pools: poolByName,
  };
}
