import { connectionFromInputs, type Deployment, type FlowRun, PrefectClient } from "#prefect-api";
import type { RunRequest } from "../src/index.ts";

export const clientOf = (apiUrl: string) => new PrefectClient(connectionFromInputs({ apiUrl }));

/** A run as a server answers it, as far as it is looked at. */
export function flowRun(fields: Partial<FlowRun>): FlowRun {
  const none = { id: "1", name: "brave-fox", idempotency_key: null, start_time: null, state: null };
  return { ...none, state_type: "SCHEDULED", state_name: "Scheduled", ...fields } as FlowRun;
}

export function requestOf(deployment: Deployment, fields: Partial<RunRequest> = {}): RunRequest {
  const nothing = { parameters: {}, jobVariables: {}, tags: [], workQueue: undefined, timeout: 300 };
  return { deployment, ...nothing, ...fields };
}
