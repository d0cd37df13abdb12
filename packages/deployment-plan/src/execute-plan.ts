import pLimit from "p-limit";
import { type Fault, FaultError, type Reporter, silentReporter } from "#diagnostics";
import type { Deployment, PrefectClient } from "#prefect-api";
import type { Plan, PlannedDeployment } from "./plan.ts";
import { WriteRunner } from "./run-writes.ts";
import { type Write, writesOf } from "./writes.ts";

export interface ExecuteOptions {
  /** How many deployments are written at once; 4 unless given. */
  concurrency?: number;
  reporter?: Reporter;
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
  { concurrency = 4, reporter = silentReporter }: ExecuteOptions = {},
): Promise<ExecutionResult> {
  const todo = plan.deployments.map((planned) => ({ planned, writes: writesOf(planned) }));
  const written = todo.filter(({ writes }) => writes.length > 0).map(({ planned }) => planned);
  const current = await readCurrent(client, written);
  const runner = new WriteRunner(client);
  const limit = pLimit(concurrency);
  let done = 0;
  const outcomes = await Promise.all(
    todo.map(({ planned, writes }) =>
      limit(async () => {
        if (writes.length === 0) return { planned };
        const outcome = await attempt(planned, writes, current.get(planned.key), runner);
        const progress = `${++done}/${written.length}`;
        if (outcome.fault) reporter.info(`[${progress}] ${planned.key}: failed`);
        else reporter.info(`[${progress}] ${planned.key}: ${DONE[planned.action]}`);
        return { planned, ...outcome };
      }),
    ),
  );
  return summarize(outcomes);
}

const DONE = {
  create: "created",
  update: "updated",
  pause: "paused",
  delete: "deleted",
  keep: "kept",
  unchanged: "unchanged",
} as const;

interface Outcome {
  planned: PlannedDeployment;
  id?: string;
  newSchedules?: string[];
  fault?: Fault;
}

async function attempt(
  planned: PlannedDeployment,
  writes: readonly Write[],
  current: Deployment | undefined,
  runner: WriteRunner,
): Promise<Omit<Outcome, "planned">> {
  try {
    refuseStale(planned, current);
    return await runner.run(planned, writes);
  } catch (error) {
    return { fault: toFault(error, planned) };
  }
}

async function readCurrent(
  client: PrefectClient,
  planned: readonly PlannedDeployment[],
): Promise<Map<string, Deployment>> {
  if (planned.length === 0) return new Map();
  const found = await client.deployments.findByNames(
    planned.map(({ flowName, name }) => ({ flowName, name })),
  );
  return new Map(found.map((deployment) => [deployment.key, deployment]));
}

/** The stamps of a deployment and of its schedules tell every edit since the plan was made. */
function refuseStale(planned: PlannedDeployment, current: Deployment | undefined): void {
  const { live, key, action } = planned;
  const again = "Run again: the new plan takes it into account.";
  if (!live) {
    if (current)
      throw new FaultError({ message: `"${key}" was created by somebody else meanwhile.`, fix: again });
    return;
  }
  if (!current) {
    // Gone is what a deletion wants.
    if (action === "delete") return;
    throw new FaultError({ message: `"${key}" was deleted by somebody else meanwhile.`, fix: again });
  }
  const stamps = (rows: readonly { id: string | null; updated: string | null }[]) =>
    JSON.stringify(rows.map(({ id, updated }) => [id, updated]).sort());
  const isSame =
    current.id === live.id &&
    current.updated === live.updated &&
    (action !== "update" ||
      stamps(current.schedules) === stamps(planned.schedules.filter(({ id }) => id !== null)));
  if (!isSame)
    throw new FaultError({ message: `"${key}" was changed by somebody else meanwhile.`, fix: again });
}

function toFault(error: unknown, { key, location }: PlannedDeployment): Fault {
  if (!(error instanceof FaultError)) throw error;
  const [first, ...more] = error.faults;
  const message = [first, ...more].map((fault) => fault?.message ?? "").join(" ");
  return {
    message: message.includes(key) ? message : `"${key}": ${message}`,
    ...(location ? { location } : {}),
    ...(first?.fix ? { fix: first.fix } : {}),
  };
}

function summarize(outcomes: readonly Outcome[]): ExecutionResult {
  const good = outcomes.filter(({ fault }) => !fault);
  const applied = (action: PlannedDeployment["action"]) =>
    good.flatMap(({ planned, id }) =>
      planned.action === action ? [{ key: planned.key, id: id ?? "" }] : [],
    );
  const failed = outcomes.flatMap(({ planned, fault }) => (fault ? [{ key: planned.key, fault }] : []));
  return {
    ok: failed.length === 0,
    created: applied("create"),
    updated: applied("update"),
    paused: applied("pause"),
    deleted: applied("delete"),
    unchanged: applied("unchanged").map(({ key }) => key),
    kept: applied("keep").map(({ key }) => key),
    failed,
    newSchedules: outcomes.flatMap(({ newSchedules = [] }) => newSchedules),
  };
}
