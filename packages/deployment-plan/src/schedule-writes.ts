import { same } from "#json";
import type { DeploymentScheduleUpdate } from "#prefect-api";
import type { ScheduleChange } from "./plan.ts";
import { interimSlug } from "./schedule-slug.ts";
import type { ScheduleState } from "./schedule-state.ts";
import type { Write } from "./write.ts";

/**
 * The requests that carry out what is planned for the schedules of a deployment. The server refuses (409) a slug that
 * another one has: so deletions come first, then changes in such an order that each slug is free when it is taken, then
 * what is new.
 */
export function scheduleWrites(planned: readonly ScheduleChange[], deploymentId: string): Write[] {
  const deleted = planned.flatMap(({ action, id }) => (action === "delete" && id !== null ? [id] : []));
  const created = planned.flatMap(({ action, after }) => (action === "create" && after ? [after] : []));
  return [
    ...deleted.map((id): Write => ({ kind: "delete-schedule", deploymentId, id })),
    ...updates(planned).map(({ id, body }): Write => ({ kind: "update-schedule", deploymentId, id, body })),
    ...(created.length > 0 ? [{ kind: "create-schedules", deploymentId, body: created } as const] : []),
  ];
}

interface Update {
  id: string;
  body: DeploymentScheduleUpdate;
}

interface Pending {
  id: string;
  before: ScheduleState;
  after: ScheduleState;
}

/** Changes of schedules; where slugs are swapped, one of them makes room by taking a slug in between. */
function updates(planned: readonly ScheduleChange[]): Update[] {
  const pending = planned.flatMap(({ action, id, before, after }): Pending[] =>
    action === "update" && id !== null && before && after ? [{ id, before, after }] : [],
  );
  const taken = new Set(
    planned.flatMap(({ action, before }) => (action === "delete" ? [] : (before?.slug ?? []))),
  );
  const done: Update[] = [];
  while (pending.length > 0) {
    const free = pending.findIndex(({ before, after }) => !isBlocked(before, after, taken));
    const [next] = pending.splice(Math.max(0, free), 1);
    if (!next) break;
    const { id, before, after } = next;
    if (before.slug !== null) taken.delete(before.slug);
    // Whoever has a slug in between has made room already: if that didn't help, the server's answer tells why.
    if (free >= 0 || after.slug === null || before.slug === interimSlug(after.slug)) {
      done.push({ id, body: bodyOf(before, after) });
      if (after.slug !== null) taken.add(after.slug);
    } else {
      const between = { ...before, slug: interimSlug(after.slug) };
      done.push({ id, body: bodyOf(before, between) });
      pending.push({ id, before: between, after });
    }
  }
  return done;
}

function isBlocked(before: ScheduleState, after: ScheduleState, taken: ReadonlySet<string>): boolean {
  return after.slug !== null && after.slug !== before.slug && taken.has(after.slug);
}

/** Parameters always go along: the server empties them otherwise. */
function bodyOf(before: ScheduleState, after: ScheduleState): DeploymentScheduleUpdate {
  const { schedule, active, parameters, slug } = after;
  return {
    active,
    parameters,
    ...(same(schedule, before.schedule) ? {} : { schedule }),
    ...(slug === null || slug === before.slug ? {} : { slug }),
  };
}
