import { type JsonObject, sameStored } from "#json";
import type { DesiredAutomation } from "#prefect-project";
import type { AutomationState } from "./automation-state.ts";
import type { LiveAutomation } from "./live-deployment.ts";
import type { AutomationChange } from "./plan.ts";

/**
 * Tag on every automation made of a trigger. The API doesn't tell who owns an automation, and one that a user made
 * for the same deployment must never be touched.
 */
export const OWNED_TAG = "prefect-cicd";

/**
 * What has to happen to the automations that a deployment's triggers stand for. They are the live ones of the same
 * name; owned ones that no trigger accounts for are deleted, all others are left alone.
 *
 * @param deploymentName the name that Prefect derives default names of automations from
 * @param keepStates leave each existing automation as enabled as it is
 * @param kept whether some are enabled then, by id, where it is not as they are
 */
export function compareAutomations(
  deploymentName: string,
  desired: readonly DesiredAutomation[],
  live: readonly LiveAutomation[],
  keepStates: boolean,
  kept: Readonly<Record<string, boolean>> = {},
): AutomationChange[] {
  const left = [...live];
  const changes = desired.map((automation) => {
    const partner = takePartner(automation, left);
    return compareOne(automationState(automation), partner, keepStates, kept);
  });
  const orphans = left.filter((automation) => isOwned(automation.state, deploymentName));
  return [...changes, ...orphans.map(deletion)];
}

/** Every automation of a deployment to be made. */
export function newAutomations(desired: readonly DesiredAutomation[]): AutomationChange[] {
  return compareAutomations("", desired, [], false);
}

/** Whether an automation came from a trigger: ours by its tag, those of `prefect deploy` by their default name. */
export function isOwned(state: AutomationState, deploymentName: string): boolean {
  return (
    state.tags.includes(OWNED_TAG) ||
    (state.name.startsWith(`${deploymentName}__automation_`) &&
      /^\d+$/.test(state.name.slice(deploymentName.length + "__automation_".length)))
  );
}

/** Automations of the same name are told apart by their tag, then by being equal already. */
function takePartner(desired: DesiredAutomation, left: LiveAutomation[]): LiveAutomation | undefined {
  const rank = ({ state }: LiveAutomation) =>
    Number(state.tags.includes(OWNED_TAG)) * 2 + Number(sameButTags(automationState(desired), state));
  const [partner] = left.filter(({ state }) => state.name === desired.name).sort((a, b) => rank(b) - rank(a));
  if (partner) left.splice(left.indexOf(partner), 1);
  return partner;
}

function compareOne(
  desired: AutomationState,
  live: LiveAutomation | undefined,
  keepStates: boolean,
  kept: Readonly<Record<string, boolean>>,
): AutomationChange {
  const before = live ? normalizedAutomation(live.state) : null;
  const after =
    before && keepStates ? { ...desired, enabled: kept[live?.id ?? ""] ?? before.enabled } : desired;
  // The tag alone is no reason to write: it comes with the next change.
  const action = !before ? "create" : sameButTags(after, before) ? "unchanged" : "update";
  return { action, id: live?.id ?? null, name: desired.name, before, after };
}

function deletion(live: LiveAutomation): AutomationChange {
  return { action: "delete", id: live.id, name: live.state.name, before: live.state, after: null };
}

/** An automation as the server holds it once a trigger was applied. */
export function automationState(desired: DesiredAutomation): AutomationState {
  const { name, description, enabled, parameters, job_variables, schedule_after } = desired;
  return {
    name,
    description,
    enabled,
    tags: [OWNED_TAG],
    trigger: normalizeTrigger(desired.trigger),
    parameters,
    job_variables,
    schedule_after,
  };
}

/** Whether two automations do the same; a tag alone is no difference. */
export function sameButTags(a: AutomationState, b: AutomationState): boolean {
  return sameStored({ ...normalizedAutomation(a), tags: [] }, { ...normalizedAutomation(b), tags: [] });
}

/** An automation without what the server adds to it. */
export function normalizedAutomation(state: AutomationState): AutomationState {
  return { ...state, trigger: normalizeTrigger(state.trigger) };
}

const EVENT_DEFAULTS: JsonObject = {
  type: "event",
  match: {},
  match_related: {},
  after: [],
  expect: [],
  for_each: [],
  posture: "Reactive",
  threshold: 1,
  within: 0,
};

/**
 * A trigger without its ids, with every default filled in and sets in order: what two equal triggers have in common
 * (`prefect.server.events.schemas.automations`).
 */
function normalizeTrigger(trigger: JsonObject): JsonObject {
  const { id: _, ...rest } = trigger;
  if (Array.isArray(rest.triggers)) {
    const triggers = rest.triggers.map((child) => normalizeTrigger(child as JsonObject));
    return { within: null, ...rest, triggers };
  }
  if (rest.type === "metric" || rest.posture === "Metric") return rest;
  const filled = { ...EVENT_DEFAULTS, ...rest };
  for (const set of ["after", "expect", "for_each"] as const) {
    if (Array.isArray(filled[set])) filled[set] = [...new Set(filled[set])].sort();
  }
  // A proactive trigger waits at least ten seconds.
  if (filled.posture === "Proactive" && !filled.within) filled.within = 10;
  return filled;
}
