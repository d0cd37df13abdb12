// `npm run bench:runs`: what watching flow runs to their end costs, beside the runs themselves.
import { setTimeout as sleep } from "node:timers/promises";
import { runLocally } from "#command";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  bringBundlesUpToDate,
  commandLineBundle,
  type PrefectServer,
  startPrefectServer,
  startProxy,
} from "#services";

const COUNTS = [1, 30, 100];
const POOL = "bench-runs";
/** Seconds that each run takes: so many looks are taken at it. */
const DURATION = 10;
const LINES = 20;

bringBundlesUpToDate();
const server = await startPrefectServer();
const proxy = await startProxy(server.apiUrl);
const prefect = new PrefectClient(connectionFromInputs({ apiUrl: server.apiUrl }));
try {
  await prefect.workPools.create({ name: POOL, type: "process" });
  console.log(`prefect-cicd run: runs of ${DURATION} s with ${LINES} lines each, all at once`);
  for (const count of COUNTS) await measure(count);
} finally {
  await proxy.stop();
  await server.stop();
}

async function measure(count: number): Promise<void> {
  const flow = await prefect.flows.ensure(`bench-${count}`);
  for (let index = 0; index < count; index++) {
    await prefect.deployments.create({
      ...{ name: `run-${index}`, flow_id: flow.id, entrypoint: "flows.py:bench", work_pool_name: POOL },
    });
  }
  proxy.requests.length = 0;
  const ending = new AbortController();
  const working = work(server, count, ending.signal);
  const started = performance.now();
  const parallel = ["--max-parallel-runs", "100", "--max-runs", "100"];
  const { cpu, megabytes, ended, stdout } = await command(["run", `bench-${count}/*`, ...parallel]);
  const took = (ended - started) / 1000;
  ending.abort();
  const { first, last } = await working;
  if (!stdout.includes(`${count} passed`)) throw new Error(stdout);
  const over = took - (last - first) / 1000;
  const { length } = proxy.requests;
  console.log(
    `  ${String(count).padStart(3)} runs: ${length} requests, ${(length / count).toFixed(1)} a run; ` +
      `${over.toFixed(1)} s beside the runs, ${(over / count).toFixed(2)} s a run; ` +
      `${cpu.toFixed(1)} s of processor time, ${megabytes.toFixed(0)} MB`,
  );
}

/** Does what a worker and its runs do, as far as the server sees it: asks for what is due, logs, says how it ended. */
async function work({ apiUrl }: PrefectServer, count: number, signal: AbortSignal) {
  const post = async (path: string, body: unknown): Promise<unknown> => {
    for (;;) {
      const answer = await fetch(`${apiUrl}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) return answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
      // SQLite is busy.
      if (answer.status !== 503) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      await sleep(200);
    }
  };
  const times = { first: Number.POSITIVE_INFINITY, last: 0 };
  const one = async (id: string) => {
    times.first = Math.min(times.first, performance.now());
    await post(`/flow_runs/${id}/set_state`, { state: { type: "PENDING" } });
    await post(`/flow_runs/${id}/set_state`, { state: { type: "RUNNING" } });
    const timestamp = new Date().toISOString();
    const line = { name: "prefect.flow_runs", level: 20, message: "a line", flow_run_id: id, timestamp };
    await post("/logs/", Array(LINES).fill(line));
    await sleep(DURATION * 1000);
    await post(`/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" } });
    times.last = Math.max(times.last, performance.now());
  };
  const begun = new Map<string, Promise<void>>();
  while (begun.size < count && !signal.aborted) {
    const due = (await post(`/work_pools/${POOL}/get_scheduled_flow_runs`, {})) as {
      flow_run: { id: string };
    }[];
    for (const { flow_run } of due) if (!begun.has(flow_run.id)) begun.set(flow_run.id, one(flow_run.id));
    await sleep(500);
  }
  await Promise.all(begun.values());
  return times;
}

/** Runs the command line; its process tells what it took as it ends. */
async function command(args: readonly string[]) {
  const tell = `process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); process.stderr.write("took " + (userCPUTime + systemCPUTime) + " " + maxRSS + "\\n"); })`;
  const told = ["--import", `data:text/javascript,${encodeURIComponent(tell)}`];
  const env = { PATH: process.env.PATH ?? "", PREFECT_API_URL: proxy.url };
  const { stdout, stderr, exitCode } = await runLocally(
    process.execPath,
    [...told, commandLineBundle, ...args],
    { cwd: process.cwd(), env },
  );
  const ended = performance.now();
  if (exitCode !== 0) throw new Error(stderr);
  const [, cpu, memory] = /^took (\d+) (\d+)$/m.exec(stderr) ?? [];
  return { stdout, ended, cpu: Number(cpu) / 1e6, megabytes: Number(memory) / 1024 };
}
