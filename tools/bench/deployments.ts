// `npm run bench`: apply-deployments against `prefect deploy`, on one real server in one run, as ratios.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runLocally } from "#command";
import { connectionFromInputs, type DeploymentCreate, PrefectClient } from "#prefect-api";
import {
  bringBundlesUpToDate,
  type PrefectServer,
  prefectProgram,
  runBundle,
  startPrefectServer,
  startProxy,
} from "#services";
import { commitAll, makeProject } from "../../test/platform/generated-platform.ts";
import { median } from "./median.ts";

const DEPLOYMENTS = 200;
const FLOWS = 20;
/** As apply-deployments has by default. Twice as many take five times as long: SQLite knows one writer at a time. */
const CONCURRENCY = 4;
/** Short runs are repeated, in turn, and their median counts. */
const REPEATS = 5;
const WORK_POOL = "bench-pool";

interface Comparison {
  what: string;
  /** Seconds. */
  ours: number;
  /** Seconds. */
  theirs: number;
  reference: string;
  goal: string;
}

bringBundlesUpToDate();
const server = await startPrefectServer();
let folder: string | undefined;
try {
  const prefect = new PrefectClient(connectionFromInputs({ apiUrl: server.apiUrl }));
  await prefect.workPools.create({ name: WORK_POOL, type: "process" });
  folder = await makeProject({ deployments: DEPLOYMENTS, flows: FLOWS, workPool: WORK_POOL });
  print(await compare(server, prefect, folder));
} finally {
  await server.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}

async function compare(server: PrefectServer, prefect: PrefectClient, folder: string): Promise<Comparison[]> {
  const theirs = (...args: string[]) =>
    timed(`prefect deploy ${args.join(" ")}`, () => prefectDeploy(server, folder, args));
  const ours = (what: string, inputs: Record<string, string>) =>
    timed(`apply-deployments ${what}`, () => apply(server.apiUrl, folder, inputs));

  const theirFirst = await theirs("--all");
  const theirAgain = await theirs("--all");
  const bodies = await storedBodies(prefect);
  await deleteAll(prefect);
  const bare = await timed(`${DEPLOYMENTS} bare POSTs`, () => postAll(server, bodies));
  await deleteAll(prefect);
  const ourFirst = await ours("the first time", { deployments: "all" });
  const ourAgain = await ours("with nothing changed", { deployments: "all" });

  await changeTable(folder, 42);
  const ourChanged = await ours("with one of them changed", { deployments: "all" });
  // Another one, since what counts the writes takes time of its own.
  await changeTable(folder, 43);
  const counting = await startProxy(server.apiUrl);
  await apply(counting.url, folder, { deployments: "all" });
  const patches = counting.writes().filter(({ path }) => path.includes("/deployments/"));
  await counting.stop();
  console.log(`  writes to deployments for one changed definition: ${patches.length}`);
  const [ourOnes, theirOnes]: [number[], number[]] = [[], []];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    ourOnes.push(await ours("of one of them by name", { deployments: "load-0042" }));
    theirOnes.push(await theirs("--name", "load-0042"));
  }

  const all = `prefect deploy --all`;
  return [
    { what: "first apply", ours: ourFirst, theirs: theirFirst, reference: all, goal: ">= 3" },
    // The server itself is the limit here, so this ratio says how much of ours is our own.
    {
      what: "first apply, as a share of bare requests",
      ours: bare,
      theirs: ourFirst,
      reference: `${DEPLOYMENTS} bare POSTs`,
      goal: "<= 1.2",
    },
    { what: "nothing changed", ours: ourAgain, theirs: theirAgain, reference: all, goal: ">= 25" },
    { what: "one changed", ours: ourChanged, theirs: theirAgain, reference: all, goal: ">= 25" },
    {
      what: "one selected",
      ours: median(ourOnes),
      theirs: median(theirOnes),
      reference: "prefect deploy -n",
      goal: ">= 10",
    },
  ];
}

/** Seconds that something took, told while it runs. */
async function timed(what: string, work: () => Promise<unknown>): Promise<number> {
  process.stdout.write(`  ${what} ... `);
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${seconds.toFixed(2)} s`);
  return seconds;
}

async function prefectDeploy({ clientEnv }: PrefectServer, folder: string, args: string[]): Promise<void> {
  const command = ["--no-prompt", "deploy", ...args];
  const { exitCode, stdout } = await runLocally(await prefectProgram("prefect"), command, {
    cwd: folder,
    env: clientEnv,
  });
  if (exitCode !== 0) throw new Error(`prefect deploy failed:\n${stdout.slice(-2000)}`);
}

async function apply(apiUrl: string, folder: string, inputs: Record<string, string>): Promise<void> {
  const { exitCode, log } = await runBundle("apply-deployments", {
    inputs: { "prefect-api-url": apiUrl, ...inputs },
    workspace: folder,
  });
  if (exitCode !== 0) throw new Error(`apply-deployments failed:\n${log.slice(-2000)}`);
}

/** What the server holds, as the bodies that would make it again. */
async function storedBodies(prefect: PrefectClient): Promise<DeploymentCreate[]> {
  return (await prefect.deployments.list()).map((live) => ({
    name: live.name,
    flow_id: live.flow_id,
    entrypoint: live.entrypoint,
    description: live.description,
    tags: live.tags,
    parameters: live.parameters,
    parameter_openapi_schema: live.parameter_openapi_schema,
    pull_steps: live.pull_steps,
    work_pool_name: WORK_POOL,
    job_variables: live.job_variables,
    schedules: live.schedules.map(({ schedule, active }) => ({ schedule, active })),
  })) as DeploymentCreate[];
}

async function postAll(server: PrefectServer, bodies: readonly DeploymentCreate[]): Promise<void> {
  const waiting = [...bodies];
  const worker = async () => {
    for (let body = waiting.pop(); body; body = waiting.pop()) {
      const request = { method: "POST", headers: { "content-type": "application/json" } };
      const answer = await fetch(`${server.apiUrl}/deployments/`, {
        ...request,
        body: JSON.stringify(body),
      }).catch(() => undefined);
      if (answer === undefined || answer.status === 503) {
        // A connection that the server had just closed, or its busy SQLite database: whoever sends the bare requests
        // has to send this one again, too, and not at once.
        waiting.unshift(body);
        await sleep(200 + Math.random() * 800);
        continue;
      }
      if (!answer.ok) throw new Error(`POST answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function deleteAll(prefect: PrefectClient): Promise<void> {
  for (const { id } of await prefect.deployments.list()) await prefect.deployments.delete(id);
}

async function changeTable(folder: string, index: number): Promise<void> {
  const file = join(folder, "prefect.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(`table: table_${index}}`, `table: table_${index}_changed}`));
  await commitAll(folder, `Change table ${index}`);
}

function print(comparisons: readonly Comparison[]): void {
  console.log("\nRatios of one run on one server (SQLite); a machine's own speed cancels out:");
  for (const { what, ours, theirs, reference, goal } of comparisons) {
    const ratio = (theirs / ours).toFixed(ours < theirs / 10 ? 0 : 2);
    console.log(`  ${what.padEnd(42)} ${ratio.padStart(6)} x ${reference} (goal ${goal})`);
  }
}
