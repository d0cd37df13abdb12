import { sameStored } from "#json";
import { OWNED_TAG, sameButTags } from "./compare-automations.ts";
import { isHeld } from "./compare-fields.ts";
import { writtenFields } from "./deployment-field.ts";
import type { LiveAutomation, LiveDeployment, LiveSchedule } from "./live-deployment.ts";
import type { PlannedDeployment } from "./plan.ts";
import { isHeldAs, titleOf } from "./schedule-spec.ts";
import type { ScheduleState } from "./schedule-state.ts";

/** How what a server holds after an apply compares with what was planned. */
export interface WrittenComparison {
  /** What isn't as planned, for a reader: `parameters`, `schedule cron 0 5 * * * (UTC)`. */
  differences: string[];
  /** What was planned once and is there more than once: ids of all but the oldest. */
  twice: { schedules: string[]; automations: string[] };
  /** Ids of the schedules that were planned to be made. */
  newSchedules: string[];
}

/**
 * Compares what the server holds after the writes with what was planned. Two applies at the same time make some things
 * twice; for both of them the oldest stays, so that exactly one does.
 */
export function compareWritten(planned: PlannedDeployment, live: LiveDeployment): WrittenComparison {
  const schedules = compareSchedules(planned, live.schedules);
  const automations = compareAutomations(planned, live.automations);
  const pause = isPausing(planned) && !live.fields.paused ? ["paused"] : [];
  return {
    differences: [
      ...pause,
      ...compareFields(planned, live),
      ...schedules.differences,
      ...automations.differences,
    ],
    twice: { schedules: schedules.twice, automations: automations.twice },
    newSchedules: schedules.made,
  };
}

function isPausing({ action }: PlannedDeployment): boolean {
  return action === "pause" || action === "archive";
}

function compareFields({ changes }: PlannedDeployment, live: LiveDeployment): string[] {
  const wanted = writtenFields(changes);
  // Which queue is the default one is the work pool's to tell: no queue of a name is as good as any.
  const held = { fields: live.fields, usesDefaultQueue: true };
  return changes.flatMap(({ field }) => (isHeld(field, wanted, held) ? [] : [field]));
}

interface PartsComparison {
  differences: string[];
  twice: string[];
  /** Ids of those that were planned to be made. */
  made: string[];
}

/** What is left of a deployment's schedules when it is paused or deleted was never planned. */
function compareSchedules(
  { action, schedules }: PlannedDeployment,
  live: readonly LiveSchedule[],
): PartsComparison {
  const label = ({ schedule }: ScheduleState) => `schedule ${titleOf(schedule)}`;
  if (action !== "create" && action !== "update" && action !== "archive")
    return { differences: [], twice: [], made: [] };
  return compareParts(
    schedules.flatMap(({ id, after }) => (after ? [{ id, state: after }] : [])),
    live,
    (planned, held) => isHeldAs(planned.schedule, held.schedule) && sameBeside(planned, held),
    label,
  );
}

function sameBeside(planned: ScheduleState, { active, parameters, slug }: ScheduleState): boolean {
  return sameStored([planned.active, planned.parameters, planned.slug], [active, parameters, slug]);
}

/** Automations without our tag are none of ours, whatever they start. */
function compareAutomations(
  { automations }: PlannedDeployment,
  live: readonly LiveAutomation[],
): PartsComparison {
  const planned = new Set(automations.map(({ id }) => id));
  return compareParts(
    automations.flatMap(({ id, after }) => (after ? [{ id, state: after }] : [])),
    live.filter(({ id, state }) => planned.has(id) || state.tags.includes(OWNED_TAG)),
    sameButTags,
    ({ name }) => `automation ${name}`,
  );
}

/**
 * @param planned in the end; those without an id were to be made
 * @param live oldest first
 */
function compareParts<State>(
  planned: readonly { id: string | null; state: State }[],
  live: readonly { id: string; state: State }[],
  isSame: (planned: State, live: State) => boolean,
  label: (state: State) => string,
): PartsComparison {
  const left = [...live];
  const take = (isWanted: (one: (typeof left)[number]) => boolean) => {
    const index = left.findIndex(isWanted);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const differences: string[] = [];
  const made: string[] = [];
  for (const { id, state } of planned) {
    if (id === null) continue;
    const found = take((one) => one.id === id);
    if (!found || !isSame(state, found.state)) differences.push(label(state));
  }
  const created = planned.filter(({ id }) => id === null);
  for (const { state } of created) {
    const found = take((one) => isSame(state, one.state));
    if (found) made.push(found.id);
    else differences.push(label(state));
  }
  const isTwice = (one: (typeof left)[number]) => created.some(({ state }) => isSame(state, one.state));
  return {
    differences: [...differences, ...left.filter((one) => !isTwice(one)).map(({ state }) => label(state))],
    twice: left.filter(isTwice).map(({ id }) => id),
    made,
  };
}
