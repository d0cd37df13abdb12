import { deepStrictEqual as same } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { openRuns } from "#runs";
import { WORK_POOL } from "./platform.ts";
import type { Trial } from "./trial.ts";

/** As GitLab tells of a pipeline: the run's tag is made of it. */
const PIPELINE = {
  ...{ GITLAB_CI: "true", CI: "true", CI_PROJECT_URL: "https://gitlab.example/acme/matrix" },
  CI_PIPELINE_ID: "7",
};

/** A run is started, waited for, watched with its log while a worker would do it, taken as it is, and stopped. */
export async function run({ cli, client }: Trial): Promise<void> {
  const watching = cli(["run", "ingest/daily", "--json"], PIPELINE);
  const id = await startedRun(client);
  const due = {
    workPool: WORK_POOL,
    workQueue: "default",
    before: new Date(Date.now() + 5000).toISOString(),
  };
  same(await client.flowRuns.countWaiting(due), 1);
  await setState(client, id, "PENDING");
  await setState(client, id, "RUNNING");
  const timestamp = new Date().toISOString();
  const lines = [1, 2, 3, 4, 5].map((line) => ({
    ...{ name: "flow", level: 20, message: `line ${line}`, flow_run_id: id, timestamp },
  }));
  await post(client, "/logs/", lines);
  await setState(client, id, "COMPLETED");
  const first = await watching;
  same([first.exitCode, first.exitCode === 0 ? "" : first.stderr], [0, ""]);
  const [passed] = JSON.parse(first.stdout).runs;
  same([passed.id, passed.verdict, passed.isNew], [id, "passed", true]);
  for (const { message } of lines) same(first.stderr.includes(`| ${message}`), true);

  const again = await cli(["run", "ingest/daily", "--json"], PIPELINE);
  const [taken] = JSON.parse(again.stdout).runs;
  same([taken.id, taken.verdict, taken.isNew], [id, "passed", false]);

  // Another pipeline's, which nobody takes.
  const other = { ...PIPELINE, CI_PIPELINE_ID: "8" };
  const late = await cli(["run", "ingest/daily", "--start-timeout", "1s", "--json"], other);
  const [stopped] = JSON.parse(late.stdout).runs;
  same([late.exitCode, stopped.verdict, stopped.state], [0, "inconclusive", "Cancelled"]);
  same([stopped.reason], [`No worker polls the work pool "${WORK_POOL}".`]);
  same((await openRuns(client, "acme/matrix")).size, 0);
}

async function startedRun(client: Trial["client"]): Promise<string> {
  for (let looks = 0; looks < 120; looks++) {
    const [run] = (await openRuns(client, "acme/matrix")).get("7") ?? [];
    if (run) return run.id;
    await sleep(500);
  }
  throw new Error("No run was started.");
}

const setState = (client: Trial["client"], id: string, type: string) =>
  post(client, `/flow_runs/${id}/set_state`, { state: { type } });

async function post({ connection }: Trial["client"], path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${connection.apiUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
