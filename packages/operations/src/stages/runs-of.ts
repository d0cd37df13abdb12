import type { DeploymentRuns, PlannedDeployment } from "#deployment-plan";
import type { PrefectClient } from "#prefect-api";

/** What the runs of deployments that a server has are at, by key; nothing where no server is asked. */
export async function runsOf(
  client: PrefectClient | null,
  deployments: readonly PlannedDeployment[],
): Promise<ReadonlyMap<string, DeploymentRuns>> {
  const live = deployments.flatMap(({ key, live }) => (live === null ? [] : [{ key, id: live.id }]));
  if (client === null || live.length === 0) return new Map();
  const [active, last] = await Promise.all([
    client.flowRuns.countActive(live.map(({ id }) => id)),
    Promise.all(live.map(async ({ id }) => [id, await client.flowRuns.lastEnded(id)] as const)),
  ]);
  const lastOf = new Map(last);
  return new Map(
    live.map(({ key, id }) => {
      const run = lastOf.get(id);
      const told = run
        ? { state: run.state_name ?? "unknown", name: run.name ?? "", ended: run.end_time ?? null }
        : null;
      return [key, { last: told, running: active.get(id) ?? 0 }];
    }),
  );
}
