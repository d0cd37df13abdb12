import { type Json, type JsonObject, same } from "#json";
import type { AutomationState, PlannedDeployment, ScheduleState } from "./plan.ts";

/** One request that changes the server. */
export type Write =
  | { kind: "create-deployment"; flowName: string; body: JsonObject }
  | { kind: "update-deployment"; id: string; body: JsonObject }
  | { kind: "pause-deployment"; id: string }
  | { kind: "delete-deployment"; id: string }
  | { kind: "delete-owned-automations"; deploymentId: string }
  | { kind: "create-schedules"; deploymentId: string; body: JsonObject[] }
  | { kind: "update-schedule"; deploymentId: string; id: string; body: JsonObject }
  | { kind: "delete-schedule"; deploymentId: string; id: string }
  /** `deploymentId` null: the one that the writes before it have made. */
  | { kind: "create-automation"; deploymentId: string | null; state: AutomationState }
  | { kind: "update-automation"; deploymentId: string; id: string; state: AutomationState }
  | { kind: "delete-automation"; id: string };

/**
 * The fewest requests that carry out what is planned for one deployment, in an order in which a crash between any
 * two leaves a state that the next plan completes.
 */
export function writesOf(planned: PlannedDeployment): Write[] {
  const id = planned.live?.id;
  switch (planned.action) {
    case "unchanged":
    case "keep":
      return [];
    case "create":
      return [creation(planned), ...automationWrites(planned, null)];
    case "update":
      return id === undefined ? [] : updates(planned, id);
    case "pause":
      return id === undefined ? [] : pauses(planned, id);
    case "delete":
      return id === undefined ? [] : deletions(id);
  }
}

/** Whether a write makes the server drop scheduled runs of its deployment. */
export function dropsRuns(write: Write): boolean {
  return [
    "update-deployment",
    "pause-deployment",
    "delete-deployment",
    "update-schedule",
    "delete-schedule",
  ].includes(write.kind);
}

function creation(planned: PlannedDeployment): Write {
  const body: JsonObject = { name: planned.name };
  for (const { field, after } of planned.changes) body[field] = after;
  body.schedules = planned.schedules.flatMap(({ after }) => (after ? [after] : []));
  return { kind: "create-deployment", flowName: planned.flowName, body };
}

/** The tags come first: by them the next run finds what was not paused yet. */
function pauses(planned: PlannedDeployment, id: string): Write[] {
  const body = fieldBody(planned);
  return [
    ...(body ? [{ kind: "update-deployment", id, body } as const] : []),
    ...automationWrites(planned, id),
    ...(planned.live?.paused ? [] : [{ kind: "pause-deployment", id } as const]),
  ];
}

/** A deleted deployment leaves its owned automations behind, enabled: so they go first. */
function deletions(id: string): Write[] {
  return [
    { kind: "delete-owned-automations", deploymentId: id },
    { kind: "delete-deployment", id },
  ];
}

/**
 * Edits of schedules drop the deployment's runs too, but only a write to the deployment itself makes the scheduler
 * look at once: so that one comes last, empty where no field changes.
 */
function updates(planned: PlannedDeployment, id: string): Write[] {
  const fields = fieldBody(planned);
  const schedules = scheduleWrites(planned, id);
  return [
    ...schedules,
    ...(fields !== null || wakesScheduler(planned)
      ? [{ kind: "update-deployment", id, body: fields ?? {} } as const]
      : []),
    ...automationWrites(planned, id),
  ];
}

function fieldBody(planned: PlannedDeployment): JsonObject | null {
  if (planned.changes.length === 0) return null;
  const body: JsonObject = {};
  for (const { field, after } of planned.changes) body[field] = after;
  // The server looks a queue up in the pool that the same request names.
  if (planned.workPool && ("work_pool_name" in body || "work_queue_name" in body)) {
    body.work_pool_name = planned.workPool.name;
    body.work_queue_name = planned.workPool.queue;
  }
  return body;
}

function scheduleWrites(planned: PlannedDeployment, deploymentId: string): Write[] {
  const writes: Write[] = [];
  const created: JsonObject[] = [];
  for (const { action, id, before, after } of planned.schedules) {
    if (action === "create" && after) created.push(after);
    if (id === null || action === "unchanged" || action === "create") continue;
    // Deletions first: a slug must be free before another schedule takes it.
    if (action === "delete") writes.unshift({ kind: "delete-schedule", deploymentId, id });
    else if (before && after) {
      writes.push({ kind: "update-schedule", deploymentId, id, body: scheduleBody(before, after) });
    }
  }
  if (created.length > 0) writes.push({ kind: "create-schedules", deploymentId, body: created });
  return writes;
}

/** Parameters always go along: the server empties them otherwise. */
function scheduleBody(before: ScheduleState, after: ScheduleState): JsonObject {
  const { schedule, active, parameters, slug } = after;
  return {
    active,
    parameters,
    ...(same(schedule, before.schedule) ? {} : { schedule }),
    ...(slug === before.slug ? {} : { slug }),
  };
}

/**
 * Whether an empty write brings dropped runs back, or the runs of new schedules without dropping any. A new
 * schedule beside others waits for the scheduler's next round instead: that drops nothing.
 */
function wakesScheduler(planned: PlannedDeployment): boolean {
  if (planned.live?.paused || !planned.schedules.some(({ after }) => after?.active)) return false;
  const touched = planned.schedules.some(({ action }) => action === "update" || action === "delete");
  const hadRuns = planned.schedules.some(({ before }) => before?.active);
  const isNew = planned.schedules.some(({ action, after }) => action === "create" && after?.active);
  return touched || (isNew && !hadRuns);
}

function automationWrites(planned: PlannedDeployment, deploymentId: string | null): Write[] {
  return planned.automations.flatMap(({ action, id, after }): Write[] => {
    if (action === "create" && after) return [{ kind: "create-automation", deploymentId, state: after }];
    if (id === null || deploymentId === null) return [];
    if (action === "delete") return [{ kind: "delete-automation", id }];
    if (action === "update" && after) return [{ kind: "update-automation", deploymentId, id, state: after }];
    return [];
  });
}

/** An automation made of a trigger as the API takes it (`AutomationCreate`; without owner an `AutomationUpdate`). */
export function automationBody(state: AutomationState, deploymentId: string): JsonObject {
  const { parameters, job_variables, schedule_after, trigger, name, description, enabled, tags } = state;
  const action: { [key: string]: Json } = {
    type: "run-deployment",
    source: "selected",
    deployment_id: deploymentId,
    parameters,
    job_variables,
    schedule_after,
  };
  return { name, description, enabled, tags, trigger, actions: [action] };
}

/** How automations name the deployment that owns them. */
export function ownerResource(deploymentId: string): string {
  return `prefect.deployment.${deploymentId}`;
}
