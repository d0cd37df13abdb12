import type { DesiredDeployment } from "#prefect-project";
import { automationState } from "./compare-automations.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import { toStoredSpec } from "./schedule-spec.ts";

/** No stamp of any server's: what was never there has none. */
const NEVER = "";

/** A deployment as a server would hold it after it was applied as it is defined, with ids that no server has given. */
export function asApplied({
  key,
  flowName,
  name,
  fields,
  schedules,
  automations,
}: DesiredDeployment): LiveDeployment {
  return {
    id: key,
    key,
    flowName,
    flowId: null,
    name,
    updated: NEVER,
    fields,
    usesDefaultQueue: fields.work_queue_name === null,
    schedules: schedules.map(({ schedule, active, parameters, slug }, index) => ({
      id: `${key}#${index}`,
      created: NEVER,
      updated: NEVER,
      state: { schedule: toStoredSpec(schedule, null), active, parameters, slug },
    })),
    automations: automations.map((automation, index) => ({
      id: `${key}@${index}`,
      created: NEVER,
      state: automationState(automation),
    })),
  };
}
