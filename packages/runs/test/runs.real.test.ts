import { silentReporter } from "#diagnostics";
import type { Log, PrefectClient } from "#prefect-api";
import { prefectProgram, Server, sharedPrefectServer, startProcessWorker, uniqueName } from "#services";
import { type Job, type RunRequest, type RunResult, runAndWatch, type WatchOptions } from "../src/index.ts";
import { jobTag } from "../src/run-key.ts";
import { startRun } from "../src/start-run.ts";
import { clientOf, requestOf } from "./sample.ts";
import { flowsFile, sampleDeployment } from "./sample-flows.ts";

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
  "a run that takes too long is stopped, one that waits for an input too, and nothing else is",
  async () => {
    const [hang, ask] = [
      await sampleDeployment(prefect, "hang", pool),
      await sampleDeployment(prefect, "ask", pool),
    ];
    const job = someJob();
    const requests = [requestOf(hang, { timeout: 1 }), requestOf(ask)];
    const foreign = await prefect.flowRuns.start(hang.id, {
      ...{ idempotency_key: uniqueName("foreign"), parameters: {}, job_variables: {}, tags: [] },
    });
    // Begun by the job before it was run again: so it is known when they have come to where they stay.
    for (const request of requests) await startRun(prefect, job, request, []);
    const states = async () => (await runsOf(job)).map(({ state_type }) => state_type).sort();
    await until(async () => (await states()).join() === "PAUSED,RUNNING");
    await until(async () => (await prefect.flowRuns.withIds([foreign.id]))[0]?.state_type === "RUNNING");

    const { results } = await watch(job, requests, { startTimeout: 1 });
    expect(results).toMatchObject([
      { verdict: "failed", state: "Cancelled", isNew: false, isRunning: false },
      { verdict: "inconclusive", state: "Cancelled", isNew: false, isRunning: false },
    ]);
    expect(results.map(({ reason }) => reason)).toEqual([
      "It did not end within 1s (Running).",
      expect.stringMatching(/^It is paused, and nobody went on with it/),
    ]);
    expect(results[1]?.fix).toMatch(/^Resume it in Prefect's UI/);
    expect(results[0]?.lastLines).toContain("hanging");
    expect((await prefect.flowRuns.withIds([foreign.id]))[0]?.state_type).toBe("RUNNING");
    await prefect.flowRuns.cancel(foreign.id);
  },
  SLOW,
);

test(
  "a deployment that a program serves is run as any other, and named as served by nobody without it",
  async () => {
    const [file, name] = [await flowsFile(), uniqueName("served")];
    const serving = await Server.start(await prefectProgram("python"), [file, name], {
      env: server.clientEnv,
    });
    const find = () => prefect.deployments.find({ flowName: "good", name });
    await until(async () => (await find()) !== undefined);
    const served = await find();
    if (served === undefined) throw new Error("It is not served.");
    const { results } = await watch(someJob(), [requestOf(served)]).finally(() => serving.stop());
    expect(results).toMatchObject([{ verdict: "passed", deployment: `good/${name}` }]);
    const alone = await watch(someJob(), [requestOf(served)], { startTimeout: 1 });
    expect(alone.results).toMatchObject([
      {
        verdict: "inconclusive",
        state: "Cancelled",
        reason: "It has no work pool, and no program serves the deployment.",
      },
    ]);
  },
  SLOW,
);

test(
  "a run that nothing takes is inconclusive, says why, and is not left behind",
  async () => {
    const [nobody, pausedPool, push] = ["nobody", "paused", "push"].map(uniqueName) as [
      string,
      string,
      string,
    ];
    await prefect.workPools.create({ name: nobody, type: "process" });
    await prefect.workPools.create({ name: pausedPool, type: "process", is_paused: true });
    await prefect.workPools.create({ name: push, type: "cloud-run:push" });
    const queue = await prefect.workPools.createQueue(nobody, { name: "stopped", is_paused: true });
    const job = someJob();
    const { results } = await watch(
      job,
      [
        requestOf(await sampleDeployment(prefect, "good", nobody)),
        requestOf(await sampleDeployment(prefect, "good", pausedPool)),
        requestOf(await sampleDeployment(prefect, "good", nobody), { workQueue: queue.name }),
        requestOf(await sampleDeployment(prefect, "good", push)),
      ],
      { startTimeout: 1, maxParallelRuns: 4 },
    );
    expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["inconclusive", `No worker polls the work pool "${nobody}".`],
      ["inconclusive", `The work pool "${pausedPool}" is paused.`],
      ["inconclusive", `The work queue "stopped" of the work pool "${nobody}" is paused.`],
      ["inconclusive", expect.stringMatching(/is of the type cloud-run:push, and Prefect did not bring/)],
    ]);
    expect(results.every(({ fix }) => fix !== null)).toBe(true);
    expect((await runsOf(job)).map(({ state_type }) => state_type)).toEqual(Array(4).fill("CANCELLED"));
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
