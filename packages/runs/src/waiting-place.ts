import type { Deployment, FlowRun, PrefectClient } from "#prefect-api";
import { hasStarted, type Outcome } from "./judge.ts";
import { whyWaiting } from "./why-waiting.ts";

/** Asks the server why a run has not started. */
export async function whyItWaits(
  client: PrefectClient,
  run: FlowRun,
  deployment: Deployment,
): Promise<Outcome> {
  const { workPools } = client;
  const name = run.work_pool_name ?? deployment.work_pool_name;
  const queueName = run.work_queue_name ?? deployment.work_queue_name;
  const [pool, queue, workers] = await Promise.all([
    name ? workPools.find(name) : undefined,
    name && queueName ? workPools.findQueue(name, queueName) : undefined,
    name ? workPools.workers(name) : [],
  ]);
  return { verdict: "inconclusive", ...whyWaiting(run, { deployment, pool, queue, workers }) };
}

/** Where each run waits that has not started, by its id: state, work pool, queue, and how many are before it there. */
export async function whereItWaits(
  client: PrefectClient,
  runs: readonly FlowRun[],
): Promise<Map<string, string>> {
  const waiting = runs.filter((run) => !hasStarted(run)).slice(0, MOST_TOLD);
  const places = waiting.map(async (run) => [run.id, await placeOf(client, run)] as const);
  return new Map(await Promise.all(places));
}

/** Of more of them nobody reads each one's place. */
const MOST_TOLD = 10;

async function placeOf(client: PrefectClient, run: FlowRun): Promise<string> {
  const { work_pool_name: pool, work_queue_name: queue, next_scheduled_start_time: at } = run;
  if (!pool || !queue) return `${run.state_name}, no work pool`;
  const before =
    run.state_type === "SCHEDULED" && at
      ? await client.flowRuns.countWaiting({ workPool: pool, workQueue: queue, before: at })
      : undefined;
  // It counts itself.
  const position = before === undefined ? "" : `, ${Math.max(before - 1, 0)} before it`;
  return `${run.state_name} in the work pool ${pool}, queue ${queue}${position}`;
}
