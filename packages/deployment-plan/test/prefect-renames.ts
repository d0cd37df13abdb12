import type { DesiredSchedule } from "#prefect-project";

/** What Prefect answers where a rename would take a slug that stays another schedule's (422). */
export class Collision extends Error {}

/** A schedule of Prefect's; `row` is its identity. */
export interface Row {
  row: number;
  slug: string;
  cron: string;
  active: boolean;
}

/**
 * What Prefect's own `update_deployment` makes of schedules that all have slugs, stored and sent ones alike
 * (`prefect/server/api/deployments.py`): old slugs are cleared first, then each row gets its new one.
 * It never deletes; those that nothing was sent for are left out here, as an apply leaves them out.
 *
 * @param keepsStates what is sent says nothing of `active`, so that rows keep theirs
 */
export function renamedByPrefect(
  stored: readonly Row[],
  sent: readonly DesiredSchedule[],
  keepsStates: boolean,
): Row[] {
  const current = new Map(stored.map((row) => [row.slug, row]));
  const replaced = new Set(sent.flatMap(({ replaces }) => replaces ?? []));
  for (const { slug, replaces } of sent) {
    if (slug !== null && replaces !== null && current.has(slug) && !replaced.has(slug))
      throw new Collision(slug);
  }
  let next = stored.length;
  return sent.map(({ slug, replaces, schedule, active }) => {
    const target = current.get(replaces ?? slug ?? "");
    const cron = "cron" in schedule ? schedule.cron : "";
    if (target === undefined) return { row: next++, slug: slug ?? "", cron, active };
    return { row: target.row, slug: slug ?? "", cron, active: keepsStates ? target.active : active };
  });
}
