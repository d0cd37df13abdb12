import type { Fault, Reporter } from "#diagnostics";
import { uniqueName } from "#services";
import { connectionFromInputs, PrefectClient, type PrefectClientOptions } from "../src/index.ts";

/** A client with short delays, so that a test of retries takes no minute. */
export function clientOf(
  apiUrl: string,
  { serverTimeout, ...options }: PrefectClientOptions & { serverTimeout?: number } = {},
): PrefectClient {
  const retry = { firstDelay: 20, ...options.retry };
  const connection = connectionFromInputs({ apiUrl });
  return new PrefectClient(serverTimeout ? { ...connection, serverTimeout } : connection, {
    ...options,
    retry,
  });
}

/** A reporter that keeps what it is told. */
export function recordingReporter() {
  const said = { infos: [] as string[], warnings: [] as Fault[], secrets: [] as string[] };
  const reporter: Reporter = {
    info: (message) => void said.infos.push(message),
    warning: (fault) => void said.warnings.push(fault),
    secret: (value) => void said.secrets.push(value),
  };
  return { ...said, reporter };
}

/** A deployment of its own flow with an hourly schedule, and a trigger that fits it. */
export async function sampleDeployment(prefect: PrefectClient) {
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  return prefect.deployments.create({
    name: uniqueName("deployment"),
    flow_id: flow.id,
    entrypoint: "flows.py:flow",
    schedules: [{ schedule: { cron: "0 * * * *", timezone: "UTC" } }],
  });
}

/** The automation that Prefect makes of a trigger of the deployment. */
export function sampleAutomation(deploymentId: string, name: string) {
  return {
    name,
    trigger: { type: "event", expect: ["order.placed"], posture: "Reactive", threshold: 1, within: 0 },
    actions: [{ type: "run-deployment", source: "selected", deployment_id: deploymentId }],
  };
}
