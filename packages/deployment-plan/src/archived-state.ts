import type { LiveDeployment } from "./live-deployment.ts";

/** What an archived deployment was before: what its return puts back. */
export interface ArchivedState {
  /** When it was archived: ISO 8601, UTC. */
  since: string;
  /** The tag that tells so on the server. */
  tag: string;
  /** Whether all of it was seen to be off. */
  done: boolean;
  paused: boolean;
  /** Whether each schedule was active, by id. */
  schedules: Readonly<Record<string, boolean>>;
  /** Whether each of its own automations was enabled, by id. */
  automations: Readonly<Record<string, boolean>>;
}

/** The tag of what is archived at a time (ISO 8601, UTC): `removed-2026-11-28`. */
export function archiveTag(time: string): string {
  return `removed-${time.slice(0, 10)}`;
}

/** A deployment as it is about to be archived. */
export function stateToArchive(
  live: LiveDeployment,
  automations: readonly { id: string | null }[],
): Omit<ArchivedState, "since" | "tag" | "done"> {
  const own = new Set(automations.map(({ id }) => id));
  return {
    paused: live.fields.paused,
    schedules: Object.fromEntries(live.schedules.map(({ id, state }) => [id, state.active])),
    automations: Object.fromEntries(
      live.automations.filter(({ id }) => own.has(id)).map(({ id, state }) => [id, state.enabled]),
    ),
  };
}

/**
 * A deployment with the states that it had before it was archived; what has been made since is as it is. By it a return
 * decides what is kept.
 */
export function asBeforeArchive(live: LiveDeployment, archived: ArchivedState | undefined): LiveDeployment {
  if (archived === undefined) return live;
  const { paused, schedules, automations } = archived;
  return {
    ...live,
    fields: { ...live.fields, paused },
    schedules: live.schedules.map((one) => ({
      ...one,
      state: { ...one.state, active: schedules[one.id] ?? one.state.active },
    })),
    automations: live.automations.map((one) => ({
      ...one,
      state: { ...one.state, enabled: automations[one.id] ?? one.state.enabled },
    })),
  };
}
