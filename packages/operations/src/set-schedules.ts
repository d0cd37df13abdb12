import { type ScheduleStatesResult, type ScheduleTarget, setScheduleStates } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { type ConnectOptions, connect } from "./connect.ts";
import { noteResumed } from "./resume-schedules.ts";

export interface SetSchedulesOptions extends ConnectOptions {
  /** See `Selector`; one schedule as `flow/deployment#schedule-id`. */
  deployments: readonly string[];
  state: ScheduleTarget;
}

/** Turns schedules of live deployments on or off; see `setScheduleStates`. */
export async function setSchedules(options: SetSchedulesOptions): Promise<ScheduleStatesResult> {
  const client = await connect(options);
  const result = await setScheduleStates(client, options.deployments, options.state, options.reporter);
  if (options.state === "active") {
    await noteResumed(client, [...result.changed, ...result.unchanged], options);
  }
  return result;
}

/** The fault of a name that is none of a live deployment. */
export function missingDeployment(name: string): Fault {
  return {
    code: "deployment-missing",
    message: `There is no ${JSON.stringify(name)} on the Prefect server.`,
    fix: "Check the name, or apply the deployment first.",
  };
}
