import type { Automation, Deployment, PrefectClient, WorkPool } from "#prefect-api";
import { flowOf, nameOf } from "./deployment-key.ts";
import type { JsonObject } from "./json.ts";
import type { LiveAutomation, LiveDeployment } from "./live-deployment.ts";

/** What the server holds of the things that a plan is about. */
export interface LiveState {
  deployments: Map<string, LiveDeployment>;
  /** The work pools asked for and those of the live deployments; undefined for one that doesn't exist. */
  pools: Map<string, WorkPool | undefined>;
}

/** Up to so many deployments are asked for their automations one by one; for more, all automations are read. */
const ASKED_ONE_BY_ONE = 10;

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
    readAutomations(client, deployments),
    askForPools(deployments.flatMap(({ work_pool_name: name }) => name ?? [])),
  ]);
  const poolByName = new Map<string, WorkPool | undefined>();
  for (const [name, pool] of asked) poolByName.set(name, await pool);
  return {
    deployments: new Map(
      deployments.map((deployment) => [
        deployment.key,
        toLive(deployment, automations, poolByName.get(deployment.work_pool_name ?? "")),
      ]),
    ),
    pools: poolByName,
  };
}

async function readAutomations(
  client: PrefectClient,
  deployments: readonly Deployment[],
): Promise<Automation[]> {
  if (deployments.length > ASKED_ONE_BY_ONE) return client.automations.list();
  const found = await Promise.all(deployments.map(({ id }) => client.automations.relatedToDeployment(id)));
  return [...new Map(found.flat().map((automation) => [automation.id, automation])).values()];
}

function toLive(
  deployment: Deployment,
  automations: readonly Automation[],
  pool: WorkPool | undefined,
): LiveDeployment {
  return {
    id: deployment.id,
    key: deployment.key,
    flowName: deployment.flow_name,
    name: deployment.name,
    updated: deployment.updated,
    fields: {
      description: deployment.description,
      version: deployment.version,
      tags: deployment.tags,
      parameters: deployment.parameters,
      parameter_openapi_schema: deployment.parameter_openapi_schema,
      enforce_parameter_schema: deployment.enforce_parameter_schema,
      entrypoint: deployment.entrypoint,
      path: deployment.path,
      pull_steps: deployment.pull_steps,
      work_pool_name: deployment.work_pool_name,
      work_queue_name: deployment.work_queue_name,
      job_variables: deployment.job_variables,
      concurrency_limit: deployment.global_concurrency_limit?.limit ?? null,
      concurrency_options: toOptions(deployment.concurrency_options),
      paused: deployment.paused,
    },
    usesDefaultQueue: pool !== undefined && pool.default_queue_id === deployment.work_queue_id,
    schedules: [...deployment.schedules]
      .sort((a, b) => (a.created < b.created ? -1 : 1))
      .map(({ id, updated, schedule, active, parameters, slug }) => ({
        id,
        updated,
        // Older servers know neither parameters nor slugs of schedules.
        state: {
          schedule,
          active,
          parameters: parameters ?? {},
          slug: slug ?? null,
        },
      })),
    automations: automations.flatMap((automation) => startsOnly(automation, deployment.id)),
  };
}

function toOptions(
  options: Deployment["concurrency_options"],
): LiveDeployment["fields"]["concurrency_options"] {
  if (options === null) return null;
  const { collision_strategy, grace_period_seconds } = options;
  return { collision_strategy, ...(grace_period_seconds === null ? {} : { grace_period_seconds }) };
}

/** An automation in the form that a trigger gives it: all it does is to start this one deployment. */
function startsOnly(automation: Automation, deploymentId: string): LiveAutomation[] {
  const { id, name, description, enabled, tags, trigger, actions } = automation;
  const [action, ...more] = actions;
  if (action?.type !== "run-deployment" || action.deployment_id !== deploymentId || more.length > 0)
    return [];
  if (automation.actions_on_trigger.length > 0 || automation.actions_on_resolve.length > 0) return [];
  const { parameters = null, job_variables = null, schedule_after = 0 } = action;
  const run = {
    parameters: parameters as JsonObject | null,
    job_variables: job_variables as JsonObject | null,
    schedule_after: Number(schedule_after),
  };
  return [{ id, state: { name, description, enabled, tags, trigger, ...run } }];
}
