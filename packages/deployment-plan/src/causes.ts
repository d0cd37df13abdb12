import { canonicalText, type Json } from "#json";
import type { AutomationChange, Cause, Plan, PlannedDeployment, ScheduleChange } from "./plan.ts";

/**
 * Tells of each difference from the server whether the change of the files makes it or whether the server differs
 * already: somebody edited it there, or an earlier change was never applied.
 *
 * @param plan against the server
 * @param fromBase the same deployments against the base
 */
export function withCauses(plan: Plan, fromBase: Plan): Plan {
  const byKey = new Map(fromBase.deployments.map((one) => [one.key, one]));
  return {
    ...plan,
    base: fromBase.base,
    deployments: plan.deployments.map((one) => caused(one, byKey.get(one.key))),
  };
}

function caused(planned: PlannedDeployment, ofFiles: PlannedDeployment | undefined): PlannedDeployment {
  const fields = new Set<string>(ofFiles?.changes.map(({ field }) => field));
  const schedules = new Set(ofFiles?.schedules.filter(isChange).map(identityOfSchedule));
  const automations = new Set(ofFiles?.automations.filter(isChange).map(({ name }) => name));
  // What is new in the files is so as a whole; what the files remove, too.
  const isWhole = ofFiles !== undefined && !["update", "unchanged"].includes(ofFiles.action);
  const cause = (isOfFiles: boolean): Cause => (isWhole || isOfFiles ? "files" : "server");
  return {
    ...planned,
    changes: planned.changes.map((one) => ({ ...one, cause: cause(fields.has(one.field)) })),
    schedules: planned.schedules.map((one) =>
      isChange(one) ? { ...one, cause: cause(schedules.has(identityOfSchedule(one))) } : one,
    ),
    automations: planned.automations.map((one) =>
      isChange(one) ? { ...one, cause: cause(automations.has(one.name)) } : one,
    ),
  };
}

function isChange({ action }: ScheduleChange | AutomationChange): boolean {
  return action !== "unchanged";
}

/** What a schedule is to become; of one that goes, what it was. Stamps, ids and anchors are the server's. */
function identityOfSchedule({ before, after }: ScheduleChange): string {
  const { schedule, slug } = after ?? before ?? { schedule: {}, slug: null };
  const { anchor_date: _, ...rule } = schedule as { [key: string]: Json };
  return canonicalText([after === null, rule, slug]);
}
