import { silentReporter } from "#diagnostics";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type InjectedFault, sharedPrefectServer, startProxy, uniqueName } from "#services";
import { type Job, type RunResult, runAndWatch } from "../src/index.ts";
import { jobTag } from "../src/run-key.ts";
import { clientOf, requestOf } from "./sample.ts";
import { sampleDeployment } from "./sample-flows.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);
const pool = uniqueName("nobody");
beforeAll(() => prefect.workPools.create({ name: pool, type: "process" }));

const FAULTS = {
  "503": { answer: 503, headers: { "retry-after": "0" } },
  "502 after the server's work": { answer: 502, reached: true },
  "a dropped request": "drop-request",
  "a dropped answer": "drop-answer",
} as const satisfies Record<string, InjectedFault>;

interface Watched {
  results: RunResult[];
  /** How many requests it took. */
  requests: number;
  job: Job;
}

/** Starts a run that nobody takes, and watches it until it was asked to stop; one request goes wrong. */
async function watchWith(fault: InjectedFault | undefined, at: number): Promise<Watched> {
  const deployment = await sampleDeployment(prefect, "good", pool);
  const proxy = await startProxy(apiUrl, (_request, index) => (index === at ? fault : undefined));
  const job = { repository: "acme/platform", run: uniqueName("run"), commit: "" };
  try {
    const limits = { startTimeout: 1, cancelTimeout: 60, signalTimeout: 60 };
    const observer = { reporter: silentReporter, showLog: () => {}, remember: () => {} };
    const options = { ...limits, maxParallelRuns: 1, slowerThan: 2 };
    const results = await runAndWatch(clientOf(proxy.url), job, [requestOf(deployment)], options, observer);
    return { results, requests: proxy.requests.length, job };
  } finally {
    await proxy.stop();
  }
}

test("a fault at any request neither ends the watching nor starts a run twice", async () => {
  const { requests } = await watchWith(undefined, -1);
  expect(requests).toBeGreaterThan(8);
  const places = Object.values(FAULTS).flatMap((fault) =>
    Array.from({ length: requests }, (_, index) => ({ fault, index })),
  );
  const all = await Promise.all(
    places.map(async ({ fault, index }) => ({ fault, index, ...(await watchWith(fault, index)) })),
  );
  for (const { fault, index, results, job } of all) {
    const [result, ...more] = results;
    const { verdict, reason, state, id } = result ?? {};
    expect({ fault, index, verdict, reason, state, more }).toEqual({
      ...{ fault, index, verdict: "inconclusive", state: "Cancelled", more: [] },
      reason: `No worker polls the work pool "${pool}".`,
    });
    const tags = { operator: "and_" as const, all_: [jobTag(job)] };
    expect(await prefect.flowRuns.list({ operator: "and_", tags })).toMatchObject([{ id }]);
  }
}, 300_000);

test("where the server answers no more, what was started is left to the post step", async () => {
  const deployment = await sampleDeployment(prefect, "good", pool);
  let isStarted = false;
  const proxy = await startProxy(apiUrl, ({ path }) => {
    if (isStarted) return { answer: 503 };
    isStarted = path.endsWith("/create_flow_run");
    return undefined;
  });
  const remembered: (readonly string[])[] = [];
  const observer = {
    reporter: silentReporter,
    showLog: () => {},
    remember: (ids: readonly string[]) => remembered.push(ids),
  };
  const limits = { startTimeout: 60, cancelTimeout: 1, signalTimeout: 1 };
  const watching = runAndWatch(
    new PrefectClient(connectionFromInputs({ apiUrl: proxy.url, serverTimeout: 2 })),
    { repository: "acme/platform", run: uniqueName("run"), commit: "" },
    [requestOf(deployment)],
    { ...limits, maxParallelRuns: 1, slowerThan: 2 },
    observer,
  );
  await expect(watching.finally(() => proxy.stop())).rejects.toThrow(/503/);
  expect(remembered).toEqual([[expect.stringMatching(/^[0-9a-f-]{36}$/)]]);
  expect(await prefect.flowRuns.withIds(remembered[0] ?? [])).toMatchObject([{ state_type: "SCHEDULED" }]);
}, 300_000);
