import { checkOnServer } from "#deployment-plan";
import type { NameFacts, PoolFacts, PoolsFacts } from "#doctor";
import type { PrefectClient, WorkPool } from "#prefect-api";
import { type DesiredDeployment, serverNames } from "#prefect-project";

/** The work pools that deployments name, what the server says to them, and their templates. */
export interface GatheredPools {
  facts: PoolsFacts;
  pools: ReadonlyMap<string, WorkPool>;
}

export async function gatherPools(
  client: PrefectClient,
  deployments: readonly DesiredDeployment[],
): Promise<GatheredPools> {
  const names = [...new Set(deployments.map(({ fields }) => fields.work_pool_name))];
  const [judged, found] = await Promise.all([
    checkOnServer(client, deployments),
    Promise.all(names.map(async (name) => [name, await client.workPools.find(name)] as const)),
  ]);
  const pools = new Map(found.flatMap(([name, pool]) => (pool ? [[name, pool] as const] : [])));
  const facts = await Promise.all(
    [...pools.values()].map(async (pool) => [pool.name, await factsOf(client, pool)] as const),
  );
  return {
    pools,
    facts: { pools: new Map(facts), ...judged, missing: names.filter((name) => !pools.has(name)) },
  };
}

async function factsOf({ workPools }: PrefectClient, pool: WorkPool): Promise<PoolFacts> {
  const [workers, queues] = await Promise.all([workPools.workers(pool.name), workPools.queues(pool.name)]);
  return {
    type: pool.type,
    isPaused: pool.is_paused,
    workers: workers.map(({ name, status, last_heartbeat_time: lastHeartbeat }) => ({
      ...{ name, lastHeartbeat },
      isOnline: status === "ONLINE",
    })),
    pausedQueues: queues.filter(({ is_paused }) => is_paused).map(({ name }) => name),
  };
}

/** What pull steps name, each asked for once. */
export async function gatherNames(
  { blocks, variables }: PrefectClient,
  deployments: readonly DesiredDeployment[],
): Promise<NameFacts[]> {
  const users = new Map<string, { found: ReturnType<typeof serverNames>[number]; keys: Set<string> }>();
  for (const { key, fields } of deployments) {
    for (const found of serverNames(fields.pull_steps ?? [])) {
      const id = found.kind === "block" ? `block ${found.type}.${found.name}` : `variable ${found.name}`;
      const known = users.get(id) ?? { found, keys: new Set() };
      known.keys.add(key);
      users.set(id, known);
    }
  }
  return Promise.all(
    [...users.values()].map(async ({ found, keys }) => ({
      kind: found.kind,
      name: found.kind === "block" ? `${found.type}.${found.name}` : found.name,
      isThere:
        (found.kind === "block"
          ? await blocks.find(found.type, found.name)
          : await variables.find(found.name)) !== undefined,
      deployments: [...keys],
    })),
  );
}
