import type { Fault } from "#diagnostics";
import { connectToGitHub, parseRepository, workflowRunStates } from "#github";
import type { FlowRun } from "#prefect-api";
import { cancelRuns, openRuns } from "#runs";
import { type ConnectOptions, connect } from "./connect.ts";
import { leftRun } from "./judge-runs.ts";
import type { CancelLeftValues } from "./options/index.ts";

export type CancelLeftOptions = CancelLeftValues & ConnectOptions & { githubToken: string };

/** A run that was found, as it is told. */
export interface LeftRun {
  id: string;
  name: string;
  /** The workflow run that had started it. */
  workflowRun: string;
}

export interface CancelledLeft {
  /** Those that were left by workflow runs which have ended; with `plan-only` they would be cancelled. */
  cancelled: LeftRun[];
  /** Those of them that did not end in time. */
  running: LeftRun[];
  /** What goes on, and what GitHub knows nothing of: both are let be. */
  kept: LeftRun[];
  /** What is told of those that did not end, each with what forces its state. */
  warnings: Fault[];
}

/**
 * Cancels the runs that jobs of a repository have started and left: where the machine of a job was lost, nobody has asked
 * them to stop. Only those with exactly the tag of a workflow run that has ended are touched.
 *
 * @throws FaultError where GitHub or the server doesn't tell
 */
export async function cancelLeftRuns(options: CancelLeftOptions): Promise<CancelledLeft> {
  const { githubToken, env, reporter, timeout, planOnly } = options;
  const repository = options.repository ?? env.GITHUB_REPOSITORY ?? "";
  const where = parseRepository(repository);
  const client = await connect(options);
  const open = await openRuns(client, repository);
  const github = connectToGitHub({ token: githubToken, env, reporter });
  const states = await workflowRunStates(github, where, [...open.keys()]);
  const left: FlowRun[] = [];
  const found: CancelledLeft = { cancelled: [], running: [], kept: [], warnings: [] };
  for (const [workflowRun, runs] of open) {
    const state = states.get(workflowRun);
    for (const run of runs) {
      const told = { id: run.id, name: run.name, workflowRun };
      if (state === "ended") left.push(run);
      (state === "ended" ? found.cancelled : found.kept).push(told);
      reporter.info(`${run.name} of the workflow run ${workflowRun} (${state}): ${run.state_name}`);
    }
  }
  if (planOnly || left.length === 0) return found;
  const { running } = await cancelRuns(
    client,
    left.map(({ id }) => id),
    timeout,
  );
  const isRunning = new Set(running.map(({ id }) => id));
  return {
    ...found,
    cancelled: found.cancelled.filter(({ id }) => !isRunning.has(id)),
    running: found.cancelled.filter(({ id }) => isRunning.has(id)),
    warnings: running.map(({ id, name }) => leftRun(name, id, client.connection.apiUrl)),
  };
}
