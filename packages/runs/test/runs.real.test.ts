import { silentReporter } from "#diagnostics";
import type { Log, PrefectClient } from "#prefect-api";
import { type Server, sharedPrefectServer, startProcessWorker, uniqueName } from "#services";
import { type Job, type RunRequest, type RunResult, runAndWatch, type WatchOptions } from "../src/index.ts";
import { jobTag } from "../src/run-key.ts";
import { clientOf, requestOf } from "./sample.ts";
import { sampleDeployment } from "./sample-flows.ts";

/** For a machine that has much else to do. */
const SLOW = 600_000;

const server = sharedPrefectServer();
const prefect = clientOf(server.apiUrl);
const pool = uniqueName("pool");
let worker: Server;
beforeAll(async () => {
  await prefect.workPools.create({ name: pool, type: "process" });
  worker = await startProcessWorker(server, pool);
}, SLOW);
afterAll(() => worker.stop());

const someJob = (): Job => ({ repository: "acme/platform", run: uniqueName("run"), commit: "c".repeat(40) });

const PATIENT: WatchOptions = {
  ...{ maxParallelRuns: 3, startTimeout: 300, cancelTimeout: 120, signalTimeout: 120, slowerThan: 2 },
};

interface Watched {
  results: RunResult[];
  log: string[];
  told: string[];
  remembered: (readonly string[])[];
}

async function watch(
  job: Job,
  requests: RunRequest[],
  options: Partial<WatchOptions> = {},
  client: PrefectClient = prefect,
): Promise<Watched> {
  const [log, told, remembered]: [string[], string[], (readonly string[])[]] = [[], [], []];
  const observer = {
    reporter: { ...silentReporter, info: (text: string) => told.push(text) },
    showLog: (title: string, lines: readonly Log[]) =>
      log.push(...lines.map(({ message }) => `${title.split(" ")[0]}: ${message}`)),
    remember: (ids: readonly string[]) => remembered.push(ids),
  };
  const results = await runAndWatch(client, job, requests, { ...PATIENT, ...options }, observer);
  return { results, log, told, remembered };
}

const runsOf = (job: Job) =>
  prefect.flowRuns.list({ operator: "and_", tags: { operator: "and_", all_: [jobTag(job)] } });

test(
  "each run is watched to its end, whatever that is, as many at once as are allowed",
  async () => {
    const [good, bad, crash, whole, again] = await Promise.all([
      sampleDeployment(prefect, "good", pool),
      sampleDeployment(prefect, "bad", pool),
      sampleDeployment(prefect, "crash", pool),
      sampleDeployment(prefect, "whole", pool),
      sampleDeployment(prefect, "again", pool),
    ]);
    const job = someJob();
    const requests = [
      requestOf(good, { parameters: { limit: 450 }, tags: ["smoke"] }),
      requestOf(bad, { parameters: { table: "returns" } }),
      ...[crash, whole, again].map((one) => requestOf(one)),
    ];
    const { results, log, remembered } = await watch(job, requests);
    expect(results.map(({ deployment, verdict }) => [deployment, verdict])).toEqual([
      [good.key, "passed"],
      [bad.key, "failed"],
      [crash.key, "failed"],
      [whole.key, "passed"],
      [again.key, "passed"],
    ]);
    const [ofGood, ofBad, ofCrash, ofWhole] = results;
    expect(ofGood).toMatchObject({
      isNew: true,
      state: "Completed",
      reason: null,
      lastLines: [],
      median: null,
    });
    expect(ofGood?.url).toMatch(new RegExp(`/runs/flow-run/${ofGood?.id}$`));
    expect(ofBad?.reason).toContain("ValueError: no rows in returns");
    expect(ofBad?.lastLines.join("\n")).toContain("ValueError: no rows in returns");
    expect(ofCrash?.reason).toMatch(/^It crashed/);
    expect(ofCrash?.lastLines).toContain("about to be killed");
    expect(ofWhole?.failedSubflows).toHaveLength(1);
    // Every line of a long log, each once; a busy server may bring some later than those after them.
    const lines = log.filter((line) => line.startsWith(`${good.key}: line`));
    const all = Array.from({ length: 450 }, (_, index) => `${good.key}: line ${index + 1} of 450`);
    expect(lines.sort()).toEqual(all.sort());
    expect(remembered.at(-1)).toEqual([]);
    expect(Math.max(...remembered.map(({ length }) => length))).toBeLessThanOrEqual(3);
    const started = await runsOf(job);
    expect(started).toHaveLength(5);
    expect(started.find(({ id }) => id === ofGood?.id)?.tags).toContain("smoke");

    // The job again: what passed is taken as it is, what failed is started anew, and both once. Batch after batch, the
    // one after a failure has no turn.
    const last = requestOf(good, { parameters: { limit: 1 } });
    const second = await watch(job, [...requests.slice(0, 2), last], { batchSize: 1 });
    expect(second.results).toMatchObject([
      { id: ofGood?.id, isNew: false, verdict: "passed" },
      { isNew: true, verdict: "failed" },
      { id: null, verdict: "inconclusive", reason: "In a batch before its own a run did not pass." },
    ]);
    expect(second.told.filter((text) => text.startsWith("Batch"))).toEqual([
      "Batch 1 of 3: 1 runs",
      "Batch 2 of 3: 1 runs",
    ]);
    expect(second.results[1]?.id).not.toBe(ofBad?.id);
    expect(await runsOf(job)).toHaveLength(6);

    // Another job starts its own, also in the batch after one that failed, and has something to compare with.
    const gone = await sampleDeployment(prefect, "good", pool);
    await prefect.deployments.delete(gone.id);
    const other = await watch(someJob(), [requestOf(gone), last], {
      ...{ batchSize: 1, onFailedBatch: "continue", slowerThan: 1e-6 },
    });
    expect(other.results).toMatchObject([
      { id: null, verdict: "failed", reason: expect.stringMatching(/404/) },
      { isNew: true, isSlower: true, median: expect.any(Number) },
    ]);
    expect(other.results[1]?.id).not.toBe(ofGood?.id);
  },
  SLOW,
);

test(
  "a run that takes too long is stopped, and nothing else is",
  async () => {
    const hang = await sampleDeployment(prefect, "hang", pool);
    const foreign = await prefect.flowRuns.start(hang.id, {
      ...{ idempotency_key: uniqueName("foreign"), parameters: {}, job_variables: {}, tags: [] },
    });
    const { results } = await watch(someJob(), [requestOf(hang, { timeout: 90 })]);
    expect(results).toMatchObject([{ verdict: "failed", state: "Cancelled", isRunning: false }]);
    expect(results[0]?.reason).toContain("did not end within 1m 30s");
    expect(results[0]?.lastLines).toContain("hanging");
    const [left] = await prefect.flowRuns.withIds([foreign.id]);
    expect(["SCHEDULED", "PENDING", "RUNNING"]).toContain(left?.state_type);
    await prefect.flowRuns.cancel(foreign.id);
  },
  SLOW,
);

test(
  "a job that is cancelled asks what it started to stop, and starts no more",
  async () => {
    const hang = await sampleDeployment(prefect, "hang", pool);
    const job = someJob();
    const cancelling = new AbortController();
    const requests = [requestOf(hang), requestOf(hang, { tags: ["b"], timeout: 301 })];
    const watching = watch(job, requests, { maxParallelRuns: 1, signal: cancelling.signal });
    await until(async () => (await runsOf(job)).some(({ state_type }) => state_type === "RUNNING"));
    cancelling.abort();
    const { results, remembered } = await watching;
    expect(results).toMatchObject([
      { verdict: "inconclusive", reason: "The job was cancelled.", isRunning: false },
      { verdict: "inconclusive", id: null },
    ]);
    expect(remembered.at(-1)).toEqual([]);
    expect((await runsOf(job)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
  },
  SLOW,
);

test(
  "a run that nothing takes is inconclusive, says why, and is not left behind",
  async () => {
    const nobody = uniqueName("nobody");
    const pausedPool = uniqueName("paused");
    await prefect.workPools.create({ name: nobody, type: "process" });
    await prefect.workPools.create({ name: pausedPool, type: "process", is_paused: true });
    const queue = await prefect.workPools.createQueue(nobody, { name: "stopped", is_paused: true });
    const job = someJob();
    const { results } = await watch(
      job,
      [
        requestOf(await sampleDeployment(prefect, "good", nobody)),
        requestOf(await sampleDeployment(prefect, "good", pausedPool)),
        requestOf(await sampleDeployment(prefect, "good", nobody), { workQueue: queue.name }),
      ],
      { startTimeout: 1 },
    );
    expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["inconclusive", `No worker polls the work pool "${nobody}".`],
      ["inconclusive", `The work pool "${pausedPool}" is paused.`],
      ["inconclusive", `The work queue "stopped" of the work pool "${nobody}" is paused.`],
    ]);
    expect(results.every(({ fix }) => fix !== null)).toBe(true);
    expect((await runsOf(job)).map(({ state_type }) => state_type)).toEqual(Array(3).fill("CANCELLED"));
  },
  SLOW,
);

async function until(isThere: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 300; looks++) {
    if (await isThere()) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("It did not come to be.");
}
