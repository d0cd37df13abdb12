import { silentReporter } from "#diagnostics";
import { sharedPrefectServer, uniqueName } from "#services";
import { readNoise, waitForQuiet } from "../src/index.ts";
import { clientOf } from "./sample.ts";
import { sampleDeployment } from "./sample-flows.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);

async function post(path: string, body: object): Promise<{ id: string }> {
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as { id: string };
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000).toISOString();

test("what is due in the pool counts within the time that is asked for, whichever deployment's it is", async () => {
  const pool = uniqueName("quiet");
  await prefect.workPools.create({ name: pool, type: "process", concurrency_limit: 3 });
  const [own, other] = await Promise.all([
    sampleDeployment(prefect, "good", pool),
    sampleDeployment(prefect, "bad", pool),
  ]);
  expect((await readNoise(prefect, [own], 3600)).reasons).toEqual([]);
  await post(`/deployments/${other.id}/create_flow_run`, {
    state: { type: "SCHEDULED", state_details: { scheduled_time: minutes(10) } },
  });
  expect((await readNoise(prefect, [own], 300)).reasons).toEqual([]);
  expect((await readNoise(prefect, [own], 1800)).reasons).toEqual([
    `1 run is due in the work pool ${pool} within 30m.`,
  ]);
});

test("a run of the same deployment is waited for, and named where it does not end in time", async () => {
  const pool = uniqueName("quiet");
  await prefect.workPools.create({ name: pool, type: "process" });
  const live = await sampleDeployment(prefect, "good", pool);
  const { id } = await post(`/deployments/${live.id}/create_flow_run`, {});
  const setState = (type: string) => post(`/flow_runs/${id}/set_state`, { state: { type }, force: true });
  await setState("RUNNING");
  const told: string[] = [];
  const reporter = { ...silentReporter, info: (text: string) => told.push(text) };
  const look = () => readNoise(prefect, [live], 60);
  expect(await waitForQuiet(look, 0, reporter)).toEqual([`${live.key} has runs: Running.`]);
  const waiting = waitForQuiet(look, 300, reporter);
  await setState("COMPLETED");
  expect(await waiting).toEqual([]);
  expect(told.at(-1)).toMatch(/^It is quiet/);
});
