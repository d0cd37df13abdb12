import { type ArchivedState, archiveTag } from "./archived-state.ts";
import { isOwned } from "./compare-automations.ts";
import type { FieldChange } from "./deployment-field.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { AutomationChange, PlannedDeployment, ScheduleChange } from "./plan.ts";
import { titleOf } from "./schedule-spec.ts";

/** What happens to live deployments that left the files. */
export type RemovedPolicy = "keep" | "pause" | "archive" | "delete";

export interface RemovedChoices {
  policy: RemovedPolicy;
  /** The run's tags: what is paused gets them too, so that it is found again by them when it shall come back. */
  tags: readonly string[];
  /** Null: the plan finds its own words. */
  reason: string | null;
  /** What it was before, for one that is archived already, or half so. */
  archived?: ArchivedState | undefined;
  /** ISO 8601, UTC. */
  now?: string;
}

/** What has to happen to a live deployment that the files no longer have. */
export function decideRemoved(live: LiveDeployment, choices: RemovedChoices): PlannedDeployment {
  const { policy, reason } = choices;
  const automations = policy === "keep" ? [] : ownedAutomations(live).map((change) => end(change, policy));
  const schedules = policy === "archive" ? live.schedules.map(turnedOff) : [];
  const changes = changesOf(live, choices);
  const isOff =
    (policy === "pause" || policy === "archive") &&
    live.fields.paused &&
    changes.length === 0 &&
    [...schedules, ...automations].every(({ action }) => action === "unchanged");
  return {
    key: live.key,
    flowName: live.flowName,
    name: live.name,
    action: isOff ? "unchanged" : policy,
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
    schedules,
    automations,
    droppedRuns: 0,
    notes: isOff ? [`${policy === "archive" ? "archived" : "paused"} already`] : notesOf(live, policy),
  };
}

function changesOf(
  live: LiveDeployment,
  { policy, tags, archived, now = "" }: RemovedChoices,
): FieldChange[] {
  if (policy === "pause") return addedTags(live, tags);
  if (policy !== "archive") return [];
  // Somebody may have taken the tag off since; the record tells the date.
  if (archived?.done && live.fields.paused) return [];
  if (archived?.done === false) return addedTags(live, [archived.tag]);
  return addedTags(live, [archiveTag(now)], archived?.tag);
}

/** @param gone a tag that goes where it is not among the added ones */
function addedTags(live: LiveDeployment, tags: readonly string[], gone?: string): FieldChange[] {
  const before = live.fields.tags ?? [];
  const kept = before.filter((tag) => tag !== gone || tags.includes(tag));
  const after = [...new Set([...kept, ...tags])];
  const isSame = after.length === before.length && kept.length === before.length;
  return isSame ? [] : [{ field: "tags", before: live.fields.tags, after }];
}

/** What may still start a deployment that only is off. */
function notesOf(live: LiveDeployment, policy: RemovedPolicy): string[] {
  if (policy !== "archive") return [];
  const own = new Set(ownedAutomations(live).map(({ id }) => id));
  const others = live.automations.filter(({ id, state }) => !own.has(id) && state.enabled);
  return [
    "until it is deleted it can still be started by hand, by run_deployment and by the API",
    ...others.map(
      ({ state }) => `the automation "${state.name}", which no trigger of ours made, still starts it`,
    ),
  ];
}

function turnedOff({ id, updated, state }: LiveDeployment["schedules"][number]): ScheduleChange {
  return {
    action: state.active ? "update" : "unchanged",
    id,
    updated,
    title: titleOf(state.schedule),
    before: state,
    after: { ...state, active: false },
  };
}

type Owned = LiveDeployment["automations"][number];

function ownedAutomations(live: LiveDeployment): Owned[] {
  return live.automations.filter(({ state }) => isOwned(state, live.name));
}

/** A paused deployment still runs when an automation starts it, so its own ones stop too. */
function end({ id, state }: Owned, policy: RemovedPolicy): AutomationChange {
  const common = { id, name: state.name, before: state };
  if (policy === "delete") return { ...common, action: "delete", after: null };
  return { ...common, action: state.enabled ? "update" : "unchanged", after: { ...state, enabled: false } };
}
