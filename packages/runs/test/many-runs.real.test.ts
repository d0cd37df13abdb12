import { silentReporter } from "#diagnostics";
import { type RecordingProxy, sharedPrefectServer, startProxy, uniqueName } from "#services";
import { runAndWatch } from "../src/index.ts";
import { LogReader } from "../src/log-reader.ts";
import { whereItWaits, whyItWaits } from "../src/waiting-place.ts";
import { clientOf, requestOf } from "./sample.ts";
import { sampleDeployment } from "./sample-flows.ts";

/** For a machine that has much else to do. */
const SLOW = 600_000;

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${apiUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}

const start = (deploymentId: string) =>
  prefect.flowRuns.start(deploymentId, {
    ...{ idempotency_key: uniqueName("key"), parameters: {}, job_variables: {}, tags: [] },
  });

async function poolOf(fields: object = {}): Promise<string> {
  const name = uniqueName("many");
  await prefect.workPools.create({ name, type: "process", ...fields });
  return name;
}

test(
  "ten thousand lines are read once, in their order, and those that come late too",
  async () => {
    const { id } = await start((await sampleDeployment(prefect, "good", await poolOf())).id);
    const begin = Date.now() - 60_000;
    const line = (index: number, offset: number) => ({
      ...{ name: "flow", level: 20, message: `line ${index}`, flow_run_id: id },
      timestamp: new Date(begin + offset).toISOString(),
    });
    for (let first = 0; first < 10_000; first += 500)
      await post(
        "/logs/",
        Array.from({ length: 500 }, (_, index) => line(first + index, first + index)),
      );
    const reader = new LogReader(prefect);
    const lines = (await reader.read([id])).get(id) ?? [];
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 10_000 }, (_, index) => `line ${index}`),
    );
    expect(await reader.read([id])).toEqual(new Map());
    // One of a machine whose clock is behind by far.
    await post("/logs/", [line(-1, -3_600_000)]);
    expect(await reader.read([id])).toEqual(new Map());
    expect((await reader.finish(id)).map(({ message }) => message)).toEqual(["line -1"]);
  },
  SLOW,
);

describe("what watching costs", () => {
  let proxy: RecordingProxy;
  beforeAll(async () => {
    proxy = await startProxy(apiUrl, () => undefined);
  });
  afterAll(() => proxy.stop());

  test.each([1, 30])(
    "%d runs at once, that nothing takes, cost eight requests each at most",
    async (count) => {
      const pool = await poolOf();
      const deployments = await Promise.all(
        Array.from({ length: count }, () => sampleDeployment(prefect, "good", pool)),
      );
      proxy.requests.length = 0;
      let most = 0;
      const results = await runAndWatch(
        clientOf(proxy.url),
        { repository: "acme/platform", run: uniqueName("run"), commit: "" },
        deployments.map((deployment) => requestOf(deployment)),
        { maxParallelRuns: 30, startTimeout: 1, cancelTimeout: 60, signalTimeout: 60, slowerThan: 2 },
        {
          reporter: silentReporter,
          showLog: () => {},
          remember: (ids) => {
            most = Math.max(most, ids.length);
          },
        },
      );
      expect(results.map(({ verdict, state }) => [verdict, state])).toEqual(
        Array(count).fill(["inconclusive", "Cancelled"]),
      );
      expect(most).toBe(count);
      expect(new Set(results.map(({ id }) => id)).size).toBe(count);
      expect(proxy.requests.length).toBeLessThanOrEqual(count * 8 + 40);
    },
    SLOW,
  );
});

test("a full work pool is what a run waits for", async () => {
  const pool = await poolOf({ concurrency_limit: 1 });
  const deployment = await sampleDeployment(prefect, "good", pool);
  const [first, second] = [await start(deployment.id), await start(deployment.id)];
  await post(`/flow_runs/${first.id}/set_state`, { state: { type: "RUNNING" }, force: true });
  expect(await whyItWaits(prefect, second, deployment)).toMatchObject({
    verdict: "inconclusive",
    reason: `No slot of the work pool "${pool}" became free: 1 are used.`,
  });
});

test("a deployment whose concurrency limit is used up is what a run waits for", async () => {
  const deployment = await sampleDeployment(prefect, "good", await poolOf(), { concurrency_limit: 1 });
  const [first, second] = [await start(deployment.id), await start(deployment.id)];
  // As a worker proposes it: the server gives the slot to the first.
  for (const { id } of [first, second])
    await post(`/flow_runs/${id}/set_state`, { state: { type: "PENDING" } });
  const [waiting] = await prefect.flowRuns.withIds([second.id]);
  if (waiting === undefined) throw new Error("It is gone.");
  expect(await whyItWaits(prefect, waiting, deployment)).toMatchObject({
    reason: "No slot of the deployment's concurrency limit (1) became free.",
  });
});

test("where a run waits is told with how many are before it", async () => {
  const pool = await poolOf();
  const deployment = await sampleDeployment(prefect, "good", pool);
  const runs = [await start(deployment.id), await start(deployment.id), await start(deployment.id)];
  const places = await whereItWaits(prefect, runs);
  expect([...places.values()]).toEqual(
    [0, 1, 2].map((before) => `Scheduled in the work pool ${pool}, queue default, ${before} before it`),
  );
});
