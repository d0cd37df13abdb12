import { type FlowRun, flowRunPage, type PrefectClient } from "#prefect-api";
import { BASELINE_RUNS, type Pace, paceOf } from "./baseline.ts";
import { type Outcome, outcomeOf } from "./judge.ts";
import type { RunRequest } from "./run-request.ts";
import type { RunResult } from "./run-result.ts";

/** A run that is over for us, whether or not it has ended. */
interface Over {
  request: RunRequest;
  run: FlowRun;
  isNew: boolean;
}

/** How many lines of a log are told of a run that did not pass, and how many characters of each. */
const LAST_LINES = 20;
const LONGEST_LINE = 1000;

/** What Prefect's engine logs after a run has failed: the same exception again, with a longer way to it. */
const REPEATED = /^Engine execution exited with unexpected exception/;

/**
 * The result of a run, with what is asked for only at its end.
 *
 * @param stopped why it was asked to stop; it may have ended well all the same
 */
export async function conclude(
  client: PrefectClient,
  over: Over,
  stopped: Outcome | undefined,
  slowerThan: number,
): Promise<RunResult> {
  const own = outcomeOf(over.run);
  const outcome = own?.verdict === "passed" ? own : (stopped ?? own ?? UNKNOWN);
  const { id } = over.run;
  const [subflows, lines, before] = await Promise.all([
    client.flowRuns.list({
      operator: "and_",
      parent_flow_run_id: { operator: "and_", any_: [id] },
      state: { operator: "and_", type: { any_: ["FAILED", "CRASHED"] } },
    }),
    outcome.verdict === "passed" ? [] : client.logs.last(id, LAST_LINES),
    client.flowRuns.lastCompleted(over.request.deployment.id, BASELINE_RUNS + 1),
  ]);
  const earlier = before.filter((run) => run.id !== id).slice(0, BASELINE_RUNS);
  return {
    ...notEnded(client, over, outcome),
    ...paceOf(
      secondsOf(over.run),
      earlier.map(secondsOf).filter((seconds) => seconds !== null),
      slowerThan,
    ),
    failedSubflows: subflows.map(({ name }) => name).sort(),
    lastLines: lines
      .filter(({ message }) => !REPEATED.test(message))
      .flatMap(({ message }) => message.split("\n"))
      .slice(-LAST_LINES)
      .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line)),
    isRunning: own === undefined,
  };
}

const UNKNOWN: Outcome = { verdict: "inconclusive", reason: "It did not end.", fix: null };

/** The result of a run of which no more is asked. */
export function notEnded(client: PrefectClient, { request, run, isNew }: Over, outcome: Outcome): RunResult {
  const pace: Pace = { seconds: secondsOf(run), median: null, isSlower: false };
  return {
    ...outcome,
    ...pace,
    deployment: request.deployment.key,
    id: run.id,
    name: run.name,
    url: flowRunPage(client.connection, run.id) ?? null,
    state: run.state_name,
    isNew,
    failedSubflows: [],
    lastLines: [],
    isRunning: false,
  };
}

/** The result of a run that was never made. */
export function notStarted({ deployment }: RunRequest, outcome: Outcome): RunResult {
  return {
    ...outcome,
    ...{ seconds: null, median: null, isSlower: false },
    ...{ deployment: deployment.key, id: null, name: null, url: null, state: null, isNew: false },
    ...{ failedSubflows: [], lastLines: [], isRunning: false },
  };
}

/** Seconds that a flow's code ran, all its tries together; a cancelled run has a start time though it never did. */
function secondsOf({ total_run_time: seconds }: FlowRun): number | null {
  return seconds > 0 ? seconds : null;
}
