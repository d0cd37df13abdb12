import { canonicalText, type Json } from "#json";
import type { Deployment, FlowRun } from "#prefect-api";
import { type Job, jobTag } from "./run-key.ts";

/** What becomes of scheduled runs that went wrong. */
export interface Repeats {
  /** Those that are to be repeated, each with its own parameters and job variables, the oldest first. */
  repeat: { run: FlowRun; deployment: Deployment }[];
  /** Those that are not, and why. */
  left: { run: FlowRun; deployment: Deployment; why: string }[];
}

/**
 * Chooses which scheduled runs are repeated: those that failed, crashed or are late, unless something else has done
 * their work, will do it, or is kept from it on purpose.
 *
 * @param runs all of the deployments' runs that were to start in the time that is looked at
 * @param job whose own runs don't count as somebody else's: it may be run again
 */
export function chooseRepeats(
  runs: readonly FlowRun[],
  deployments: readonly Deployment[],
  job: Job,
): Repeats {
  const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));
  const others = runs.filter(({ tags }) => !tags.includes(jobTag(job)));
  const result: Repeats = { repeat: [], left: [] };
  const repeated = new Set<string>();
  for (const run of others.filter(wentWrong).sort(newestFirst)) {
    const deployment = byId.get(run.deployment_id ?? "");
    if (deployment === undefined) continue;
    const values = textOf([deployment.id, run.parameters, run.job_variables ?? {}]);
    const why =
      whyLeft(run, deployment, others) ??
      (repeated.has(values) ? "a later one with the same values is repeated" : undefined);
    if (why !== undefined) {
      result.left.push({ run, deployment, why });
      continue;
    }
    repeated.add(values);
    result.repeat.unshift({ run, deployment });
  }
  return result;
}

function wentWrong({ auto_scheduled, state_type, state_name }: FlowRun): boolean {
  return auto_scheduled && (["FAILED", "CRASHED"].includes(state_type ?? "") || state_name === "Late");
}

function whyLeft(run: FlowRun, deployment: Deployment, runs: readonly FlowRun[]): string | undefined {
  if (deployment.paused) return "its deployment is paused";
  const schedule = deployment.schedules.find(({ id }) => id === scheduleOf(run));
  if (schedule && !schedule.active) return "its schedule is paused";
  // Where the queue is gone nobody takes it any more.
  if (run.state_name === "Late" && (run.work_queue_id !== null || !deployment.work_pool_name))
    return "it is late and can still start";
  const later = runs.find(
    (one) =>
      one.deployment_id === run.deployment_id &&
      timeOf(one) > timeOf(run) &&
      textOf(one.parameters) === textOf(run.parameters) &&
      doesItsWork(one),
  );
  return later && `a later run with the same parameters is ${later.state_name}: ${later.name}`;
}

/** Completed or under way; a run of a schedule that has only been planned is not. */
function doesItsWork({ state_type, auto_scheduled, start_time }: FlowRun): boolean {
  if (state_type === "SCHEDULED") return !auto_scheduled || start_time !== null;
  return ["COMPLETED", "PENDING", "RUNNING", "PAUSED"].includes(state_type ?? "");
}

/** The schedule that made a run: the server writes it into the run's idempotency key. */
function scheduleOf({ idempotency_key: key }: FlowRun): string | undefined {
  return /^scheduled \S+ (\S+) /.exec(key ?? "")?.[1];
}

const timeOf = (run: FlowRun) => Date.parse(run.expected_start_time ?? "") || 0;
const newestFirst = (a: FlowRun, b: FlowRun) => timeOf(b) - timeOf(a);
const textOf = (value: unknown) => canonicalText(value as Json);
