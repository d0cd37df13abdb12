import pLimit from "p-limit";
import { type Fault, type Reporter, silentReporter } from "#diagnostics";
import type { PrefectClient } from "#prefect-api";
import { checkWritten } from "./check-written.ts";
import { DeploymentWriter } from "./deployment-writer.ts";
import { FlowIds } from "./flow-ids.ts";
import { LookBeforeWrite } from "./look-before-write.ts";
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
  /** True when everything that was planned has been done, and the server was seen to hold it afterwards. */
  ok: boolean;
  created: Applied[];
  updated: Applied[];
  /** Those that left the files and are off until they come back or are deleted. */
  archived: Applied[];
  paused: Applied[];
  deleted: Applied[];
  unchanged: string[];
  /** Those that left the files and were kept. */
  kept: string[];
  failed: { key: string; fault: Fault }[];
  /** What kept the server from being looked at once more after the writes. */
  unchecked: Fault[];
  /** Schedules that have just been made: `flow-name/deployment-name#schedule-id`. */
  newSchedules: string[];
}

/**
 * Carries out a plan: everything that can be done is done, and each failure is told. What failed is found by the
 * next plan again, so that running again finishes the job. A deployment that somebody else has changed since it was
 * planned is not touched, and after the writes the server is looked at once more: it may hold something else where
 * somebody wrote at the same time.
 */
export async function executePlan(
  plan: Plan,
  client: PrefectClient,
  { concurrency = 4, reporter = silentReporter, onApplied }: ExecuteOptions = {},
): Promise<ExecutionResult> {
  const flows = new FlowIds(client);
  const runner = new WriteRunner(client, flows);
  const writers = plan.deployments.map((planned) => new DeploymentWriter(planned, runner));
  const todo = writers.filter((writer) => !writer.isDone);
  const looks = new LookBeforeWrite(client, todo, flows);
  const write = async (writer: DeploymentWriter) => {
    await looks.refuseChanged(writer);
    if (writer.fault !== null) return;
    await writer.run();
    if (writer.fault === null) onApplied?.(writer.planned, writer.made.id);
  };
  const limit = pLimit(concurrency);
  let done = 0;
  await Promise.all(
    todo.map((writer) =>
      limit(async () => {
        await write(writer);
        reporter.info(`[${++done}/${todo.length}] ${writer.planned.key}: ${outcomeOf(writer)}`);
      }),
    ),
  );
  await writeBusyAgain(todo, write, reporter);
  const unchecked = await checkWritten(client, todo, reporter);
  return summarize(writers, unchecked);
}

/** A database that many writers were too much for takes them one by one. */
async function writeBusyAgain(
  writers: readonly DeploymentWriter[],
  write: (writer: DeploymentWriter) => Promise<void>,
  reporter: Reporter,
): Promise<void> {
  const busy = writers.filter(({ failure }) => failure === "busy");
  if (busy.length === 0) return;
  reporter.info(`The server was too busy for ${busy.length} of them: these are tried again, one by one.`);
  for (const writer of busy) {
    writer.clear();
    await write(writer);
    reporter.info(`${writer.planned.key}: ${outcomeOf(writer)}`);
    if (writer.failure === "unreachable") return;
  }
}

function outcomeOf({ fault, planned }: DeploymentWriter): string {
  return fault ? "failed" : DONE[planned.action];
}

const DONE = {
  create: "created",
  update: "updated",
  archive: "archived",
  pause: "paused",
  delete: "deleted",
  keep: "kept",
  unchanged: "unchanged",
} as const;

function summarize(writers: readonly DeploymentWriter[], unchecked: Fault[]): ExecutionResult {
  const done = (action: PlannedDeployment["action"]) =>
    writers.flatMap(({ planned, fault, made }) =>
      planned.action === action && !fault ? [{ key: planned.key, id: made.id }] : [],
    );
  const failed = writers.flatMap(({ planned, fault }) => (fault ? [{ key: planned.key, fault }] : []));
  return {
    ok: failed.length === 0 && unchecked.length === 0,
    created: done("create"),
    updated: done("update"),
    archived: done("archive"),
    paused: done("pause"),
    deleted: done("delete"),
    unchanged: done("unchanged").map(({ key }) => key),
    kept: done("keep").map(({ key }) => key),
    failed,
    unchecked,
    newSchedules: writers.flatMap(({ made }) => made.newSchedules),
  };
}
