import type { AutomationWrite, DeploymentUpdate } from "#prefect-api";
import type { AutomationState } from "./automation-state.ts";
import { writtenFields } from "./deployment-field.ts";
import type { PlannedDeployment } from "./plan.ts";
import { scheduleWrites } from "./schedule-writes.ts";
import type { Write } from "./write.ts";

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
    case "archive":
      return id === undefined ? [] : archival(planned, id);
    case "pause":
      return id === undefined ? [] : pauses(planned, id);
    case "delete":
      return id === undefined ? [] : deletions(id);
  }
}

function creation(planned: PlannedDeployment): Write {
  const { name, flowName, changes } = planned;
  const schedules = planned.schedules.flatMap(({ after }) => after ?? []);
  return { kind: "create-deployment", flowName, body: { name, ...writtenFields(changes), schedules } };
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

/** What starts runs goes off first; the states to put back are recorded by then. */
function archival(planned: PlannedDeployment, id: string): Write[] {
  const body = fieldBody(planned);
  return [
    ...(planned.live?.paused ? [] : [{ kind: "pause-deployment", id } as const]),
    ...automationWrites(planned, id),
    ...scheduleWrites(planned.schedules, id),
    ...(body ? [{ kind: "update-deployment", id, body } as const] : []),
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
  const schedules = scheduleWrites(planned.schedules, id);
  return [
    ...schedules,
    ...(fields !== null || wakesScheduler(planned)
      ? [{ kind: "update-deployment", id, body: fields ?? {} } as const]
      : []),
    ...automationWrites(planned, id),
  ];
}

function fieldBody(planned: PlannedDeployment): DeploymentUpdate | null {
  if (planned.changes.length === 0) return null;
  const body: DeploymentUpdate = writtenFields(planned.changes);
  // The server looks a queue up in the pool that the same request names.
  if (planned.workPool && ("work_pool_name" in body || "work_queue_name" in body)) {
    body.work_pool_name = planned.workPool.name;
    body.work_queue_name = planned.workPool.queue;
  }
  return body;
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
export function automationBody(state: AutomationState, deploymentId: string): AutomationWrite {
  const { parameters, job_variables, schedule_after, trigger, name, description, enabled, tags } = state;
  const action = {
    type: "run-deployment",
    source: "selected",
    deployment_id: deploymentId,
    parameters,
    job_variables,
    schedule_after,
  };
  return { name, description, enabled, tags, trigger, actions: [action] };
}
