import type { DesiredDeployment } from "#prefect-project";
import { type ArchivedState, asBeforeArchive } from "./archived-state.ts";
import { compareAutomations, newAutomations } from "./compare-automations.ts";
import { compareFields, newFields } from "./compare-fields.ts";
import { compareSchedules, newSchedules } from "./compare-schedules.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { AutomationChange, PlannedDeployment } from "./plan.ts";
import type { PlanChoices } from "./plan-choices.ts";
import { runImage } from "./run-image.ts";

/**
 * What has to happen to a deployment that the files have. `reason` null: the plan finds its own words.
 *
 * @param archived what it was before it was archived, for one that comes back
 */
export function decide(
  desired: DesiredDeployment,
  live: LiveDeployment | undefined,
  choices: PlanChoices,
  reason: string | null,
  archived?: ArchivedState,
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
  const { changes, writtenAlong } = comparePaused(desired, live, choices, archived);
  const schedules = compareSchedules(desired.schedules, live.schedules, choices, archived?.schedules);
  const automations = compareAutomations(
    name,
    desired.automations,
    live.automations,
    choices.schedules === "keep",
    archived?.automations,
  );
  const isPatched = changes.length > 0;
  const isWritten = isPatched || [...schedules, ...automations].some(({ action }) => action !== "unchanged");
  if (archived)
    common.notes.push(`was archived on ${archived.since.slice(0, 10)}; comes back with its history`);
  if (choices.paused === "keep" && asBeforeArchive(live, archived).fields.paused && !fields.paused) {
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

/** Fields, of which the pause of one that comes back is what it was before. */
function comparePaused(
  desired: DesiredDeployment,
  live: LiveDeployment,
  choices: PlanChoices,
  archived: ArchivedState | undefined,
) {
  if (!archived) return compareFields(desired, live, choices);
  const paused = desired.fields.paused || (choices.paused === "keep" && archived.paused);
  const wanted = { ...desired, fields: { ...desired.fields, paused } };
  return compareFields(wanted, live, { ...choices, paused: "as-declared" });
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
