import { same } from "#json";
import { normalizedAutomation } from "./compare-automations.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { PlannedDeployment } from "./plan.ts";

/** What somebody else did to a deployment since it was planned; null where the server holds what it held then. */
export function changedSince(
  { seen, action }: Pick<PlannedDeployment, "seen" | "action">,
  now: LiveDeployment | undefined,
): "created" | "changed" | "deleted" | null {
  if (seen === null) return now === undefined ? null : "created";
  // Gone is what a deletion wants.
  if (now === undefined) return action === "delete" ? null : "deleted";
  return same(comparable(seen), comparable(now)) ? null : "changed";
}

/** Stamps, fields, schedules and automations; `usesDefaultQueue` is no news beside the queue's name. */
function comparable({ usesDefaultQueue: _, automations, ...rest }: LiveDeployment): object {
  return {
    ...rest,
    automations: automations.map(({ id, state }) => ({ id, state: normalizedAutomation(state) })),
  };
}
