import pLimit from "p-limit";
import { type Fault, type Reporter, silentReporter } from "#diagnostics";
import type { Deployment, PrefectClient } from "#prefect-api";
import { Job } from "./job.ts";
import type { Plan, PlannedDeployment } from "./plan.ts";
import { WriteRunner } from "./run-writes.ts";

export interface ExecuteOptions {
  /** How many deployments are written at once; 4 unless given. */
  concurrency?: number;
  reporter?: Reporter;
  /** Called with each deployment once all of its writes are done, and with its id. */
  onApplied?: (planned: PlannedDeployment, id: string) => void;
}

/** A deployment that was written. */
export interface Applied {
  key: string;
  id: string;
}

/** What became of a plan. Every list holds keys `flow-name/deployment-name` in the plan's order. */
export interface ExecutionResult {
  /** True when everything that was planned has been done. */
  ok: boolean;
  created: Applied[];
  updated: Applied[];
  paused: Applied[];
  deleted: Applied[];
  unchanged: string[];
  /** Those that left the files and were kept. */
  kept: string[];
  failed: { key: string; fault: Fault }[];
  /** Schedules that have just been made: `flow-name/deployment-name#schedule-id`. */
  newSchedules: string[];
}

/**
 * Carries out a plan: everything that can be done is done, and each failure is told. What failed is found by the
 * next plan again, so that running again finishes the job. A deployment that has changed on the server since it was
 * planned is not touched.
 */
export async function executePlan(
  plan: Plan,
  client: PrefectClient,
  { concurrency = 4, reporter = silentReporter, onApplied }: ExecuteOptions = {},
): Promise<ExecutionResult> {
  const runner = new WriteRunner(client);
  const jobs = plan.deployments.map((planned) => new Job(planned, runner));
  const todo = jobs.filter((job) => !job.isDone);
  const current = await readCurrent(client, todo);
  for (const job of todo) job.refuseStale(current.get(job.planned.key));
  const limit = pLimit(concurrency);
  let done = 0;
  await Promise.all(
    todo.map((job) =>
      limit(async () => {
        await job.run();
        if (!job.fault) onApplied?.(job.planned, job.made.id);
        reporter.info(`[${++done}/${todo.length}] ${job.planned.key}: ${outcomeOf(job)}`);
      }),
    ),
  );
  for (const job of await runBusyAgain(todo, reporter)) if (!job.fault) onApplied?.(job.planned, job.made.id);
  return summarize(jobs);
}

/** A database that many writers were too much for takes them one by one. */
async function runBusyAgain(jobs: readonly Job[], reporter: Reporter): Promise<Job[]> {
  const busy = jobs.filter((job) => job.failure === "busy");
  if (busy.length === 0) return [];
  reporter.info(`The server was too busy for ${busy.length} of them: these are tried again, one by one.`);
  for (const job of busy) {
    await job.run();
    reporter.info(`${job.planned.key}: ${outcomeOf(job)}`);
    if (job.failure === "unreachable") break;
  }
  return busy;
}

function outcomeOf({ fault, planned }: Job): string {
  return fault ? "failed" : DONE[planned.action];
}

const DONE = {
  create: "created",
  update: "updated",
  pause: "paused",
  delete: "deleted",
  keep: "kept",
  unchanged: "unchanged",
} as const;

async function readCurrent(client: PrefectClient, jobs: readonly Job[]): Promise<Map<string, Deployment>> {
  if (jobs.length === 0) return new Map();
  const names = jobs.map(({ planned: { flowName, name } }) => ({ flowName, name }));
  const found = await client.deployments.findByNames(names);
  return new Map(found.map((deployment) => [deployment.key, deployment]));
}

function summarize(jobs: readonly Job[]): ExecutionResult {
  const done = (action: PlannedDeployment["action"]) =>
    jobs.flatMap(({ planned, fault, made }) =>
      planned.action === action && !fault ? [{ key: planned.key, id: made.id }] : [],
    );
  const failed = jobs.flatMap(({ planned, fault }) => (fault ? [{ key: planned.key, fault }] : []));
  return {
    ok: failed.length === 0,
    created: done("create"),
    updated: done("update"),
    paused: done("pause"),
    deleted: done("delete"),
    unchanged: done("unchanged").map(({ key }) => key),
    kept: done("keep").map(({ key }) => key),
    failed,
    newSchedules: jobs.flatMap(({ made }) => made.newSchedules),
  };
}
