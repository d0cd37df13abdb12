import type { JsonObject } from "#json";
import type { Automation, DeploymentRow } from "#prefect-api";
import type { LiveAutomation, LiveDeployment } from "./live-deployment.ts";

/**
 * A deployment as the server answers it, in the same form as a desired one.
 *
 * @param automations of the server: those that start this deployment are picked out
 * @param usesDefaultQueue whether its queue is its work pool's default one
 */
export function toLive(
  deployment: DeploymentRow,
  flowName: string,
  automations: readonly Automation[],
  usesDefaultQueue: boolean,
): LiveDeployment {
  return {
    id: deployment.id,
    key: `${flowName}/${deployment.name}`,
    flowName,
    flowId: deployment.flow_id,
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
    usesDefaultQueue,
    schedules: [...deployment.schedules]
      .sort(byAge)
      .map(({ id, created, updated, schedule, active, parameters, slug }) => ({
        id,
        created,
        updated,
        // Older servers know neither parameters nor slugs of schedules.
        state: {
          schedule,
          active,
          parameters: parameters ?? {},
          slug: slug ?? null,
        },
      })),
    automations: [...automations].sort(byAge).flatMap((automation) => startsOnly(automation, deployment.id)),
  };
}

function toOptions(
  options: DeploymentRow["concurrency_options"],
): LiveDeployment["fields"]["concurrency_options"] {
  if (options === null) return null;
  const { collision_strategy, grace_period_seconds: grace } = options;
  // Older servers know no period.
  return { collision_strategy, ...((grace ?? null) === null ? {} : { grace_period_seconds: grace }) };
}

/** An automation in the form that a trigger gives it: all it does is to start this one deployment. */
function startsOnly(automation: Automation, deploymentId: string): LiveAutomation[] {
  const { id, created, name, description, enabled, tags, trigger, actions } = automation;
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
  return [{ id, created, state: { name, description, enabled, tags, trigger, ...run } }];
}

/** Oldest first, in the same order for whoever reads them. */
function byAge(one: { created: string; id: string }, other: { created: string; id: string }): number {
  const [a, b] = [one, other].map(({ created, id }) => `${created} ${id}`);
  return (a ?? "") < (b ?? "") ? -1 : 1;
}
