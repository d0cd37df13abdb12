import type { DesiredDeployment } from "#prefect-project";
import { compareAutomations, isOwned, newAutomations } from "./compare-automations.ts";
import { compareFields, newFields } from "./compare-fields.ts";
import { compareSchedules, newSchedules } from "./compare-schedules.ts";
import type { FieldChange } from "./deployment-field.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { AutomationChange, PlannedDeployment } from "./plan.ts";
import type { PlanChoices } from "./plan-choices.ts";
import { runImage } from "./run-image.ts";

/** What has to happen to a deployment that the files have. `reason` null: the plan finds its own words. */
export function decide(
  desired: DesiredDeployment,
  live: LiveDeployment | undefined,
  choices: PlanChoices,
  reason: string | null,
): PlannedDeployment {
  const { key, flowName, name, fields, location } = desired;
  const common = {
    key,
    flowName,
    name,
    location,
    workPool: { name: fields.work_pool_name, queue: fields.work_queue_name },
    image: runImage(desired, undefined),
    filesChange: null,
    impact: null,
    droppedRuns: 0,
    filled: desired.filled,
    notes: [...desired.notes],
  };
  if (!live) {
    return {
      ...common,
      action: "create",
      reason: reason ?? "not on the server yet",
      live: null,
      seen: null,
      changes: newFields(fields),
      schedules: newSchedules(desired.schedules, choices),
      automations: newAutomations(desired.automations),
    };
  }
  const { changes, writtenAlong } = compareFields(desired, live, choices);
  const schedules = compareSchedules(desired.schedules, live.schedules, choices);
  const automations = compareAutomations(
    name,
    desired.automations,
    live.automations,
    choices.schedules === "keep",
  );
  const isPatched = changes.length > 0;
  const isWritten = isPatched || [...schedules, ...automations].some(({ action }) => action !== "unchanged");
  if (choices.paused === "keep" && live.fields.paused && !fields.paused) {
    common.notes.push("paused on the server; stays paused");
  }
  if (isWritten) common.notes.push(...automationsLeftAlone(live, automations));
  return {
    ...common,
    action: isWritten ? "update" : "unchanged",
    reason: reason ?? (isWritten ? "differs from the server" : "as on the server"),
    live: { id: live.id, updated: live.updated, paused: live.fields.paused },
    seen: live,
    workPool: isWritten ? common.workPool : null,
    changes: isPatched ? [...changes, ...writtenAlong] : [],
    schedules,
    automations,
  };
}

/** Automations that start the deployment too and aren't the file's: a user's, or of a trigger long gone. */
function automationsLeftAlone(live: LiveDeployment, changes: readonly AutomationChange[]): string[] {
  const ours = new Set(changes.map(({ id }) => id));
  return live.automations
    .filter(({ id }) => !ours.has(id))
    .map(
      ({ state }) =>
        `the automation "${state.name}" starts it too and is left alone: no trigger of the file declares it`,
    );
}

/** What happens to live deployments that left the files. */
export type RemovedPolicy = "keep" | "pause" | "delete";

/**
 * What has to happen to a live deployment that the files no longer have. One that is paused gets the run's tags too,
 * so that it is found again by them when it shall come back.
 */
export function decideRemoved(
  live: LiveDeployment,
  policy: RemovedPolicy,
  tags: readonly string[],
  reason: string | null,
): PlannedDeployment {
  const changes = policy === "pause" ? addedTags(live, tags) : [];
  const isPausedAlready =
    policy === "pause" &&
    live.fields.paused &&
    changes.length === 0 &&
    !ownedAutomations(live).some(isEnabled);
  return {
    key: live.key,
    flowName: live.flowName,
    name: live.name,
    action: isPausedAlready ? "unchanged" : policy,
    reason: reason ?? "no longer in the files",
    filesChange: null,
    impact: null,
    location: null,
    live: { id: live.id, updated: live.updated, paused: live.fields.paused },
    seen: live,
    filled: [],
    workPool: null,
    image: null,
    changes,
    schedules: [],
    automations: policy === "keep" ? [] : ownedAutomations(live).map((change) => end(change, policy)),
    droppedRuns: 0,
    notes: isPausedAlready ? ["paused already"] : [],
  };
}

function addedTags(live: LiveDeployment, tags: readonly string[]): FieldChange[] {
  const before = live.fields.tags ?? [];
  const after = [...new Set([...before, ...tags])];
  return after.length === before.length ? [] : [{ field: "tags", before: live.fields.tags, after }];
}

type Owned = LiveDeployment["automations"][number];

function ownedAutomations(live: LiveDeployment): Owned[] {
  return live.automations.filter(({ state }) => isOwned(state, live.name));
}

function isEnabled({ state }: Owned): boolean {
  return state.enabled;
}

/** A paused deployment still runs when an automation starts it, so its own ones stop too. */
function end({ id, state }: Owned, policy: "pause" | "delete"): AutomationChange {
  const common = { id, name: state.name, before: state };
  if (policy === "delete") return { ...common, action: "delete", after: null };
  return { ...common, action: state.enabled ? "update" : "unchanged", after: { ...state, enabled: false } };
}
