import { formatFault } from "#diagnostics";
import { isObject, type JsonObject } from "#json";
import type { PrefectClient, WorkPool } from "#prefect-api";
import { type DesiredDeployment, keepsFolders, pinWarnings } from "#prefect-project";
import type { PlannedDeployment } from "./plan.ts";

/** What is asked of the server where a plan pins a commit. */
export interface PinnedWorkers {
  client: PrefectClient;
  pools: ReadonlyMap<string, WorkPool | undefined>;
  commit: string;
  /** Whether each commit is cloned into a folder of its own. */
  pinFolder: boolean;
}

/**
 * Notes where the workers that are online, or the image in which the pull steps run, can't do what a pinned commit asks
 * of them. Only pools are asked for whose deployments are written with that commit.
 */
export async function notePinnedWorkers(
  pairs: readonly { desired: DesiredDeployment; planned: PlannedDeployment }[],
  { client, pools, commit, pinFolder }: PinnedWorkers,
): Promise<void> {
  const written = pairs.filter(({ desired, planned }) => pins(desired, commit) && isWritten(planned));
  const online = onlineWorkers(client);
  await Promise.all(
    written.map(async ({ desired: { fields }, planned }) => {
      const pool = pools.get(fields.work_pool_name);
      if (!pool) return;
      const variables = { ...defaultsOf(pool), ...fields.job_variables };
      const image = prefectImage(variables.image);
      const told = pinWarnings({
        workPool: pool.name,
        workers: image ? [image] : await online(pool.name),
        keepsFolders: keepsFolders(pool.type, variables),
        pinFolder,
      });
      planned.notes.push(...told.map(formatFault));
    }),
  );
}

function pins({ fields: { pull_steps: steps } }: DesiredDeployment, commit: string): boolean {
  const args = (steps ?? []).flatMap((step) => Object.values(step)).filter(isObject);
  return args.some(({ commit_sha: sha }) => sha === commit);
}

function isWritten({ action }: PlannedDeployment): boolean {
  return action === "create" || action === "update";
}

/** Those of each pool, asked for once. A self-hosted server doesn't tell what they run. */
function onlineWorkers(client: PrefectClient) {
  const known = new Map<string, Promise<{ name: string; version: null }[]>>();
  return (pool: string) => {
    const asked = known.get(pool) ?? client.workPools.workers(pool).then(whoIsOnline);
    known.set(pool, asked);
    return asked;
  };
}

function whoIsOnline(workers: readonly { name: string; status?: string }[]) {
  return workers
    .filter(({ status }) => status === "ONLINE")
    .map(({ name }) => ({ name: `The worker ${name}`, version: null }));
}

/** What job variables are where a deployment says nothing: the defaults of the pool's template. */
function defaultsOf({ base_job_template: template }: WorkPool): JsonObject {
  const variables = isObject(template) && isObject(template.variables) ? template.variables : {};
  const properties = isObject(variables.properties) ? variables.properties : {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, one]) =>
      isObject(one) && one.default !== undefined ? [[name, one.default]] : [],
    ),
  );
}

/** An image of Prefect's own, whose tag tells the version: `prefecthq/prefect:3.8.8-python3.12`. */
function prefectImage(image: unknown): { name: string; version: string } | undefined {
  if (typeof image !== "string") return undefined;
  const [, version] = /(?:^|\/)prefecthq\/prefect(?:-[a-z]+)?:(\d+\.\d+\.\d+)/.exec(image) ?? [];
  return version === undefined ? undefined : { name: `The image ${image}`, version };
}
