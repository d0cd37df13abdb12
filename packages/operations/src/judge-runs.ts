import { type Fault, shortList } from "#diagnostics";
import type { Connection } from "#prefect-api";
import { durationText, forceCommand, type RunResult } from "#runs";
import type { RunValues } from "./options/index.ts";

/** What is told of runs once they have ended. */
export interface Judged {
  /** What the job fails for. */
  faults: Fault[];
  warnings: Fault[];
}

/** Which ends of runs are faults, and which are only told. */
export function judgeRuns(
  results: readonly RunResult[],
  failOn: RunValues["failOn"],
  { apiUrl }: Pick<Connection, "apiUrl">,
): Judged {
  const failed = results.filter(({ verdict }) => verdict === "failed").map(endFault);
  const inconclusive = results.filter(({ verdict }) => verdict === "inconclusive");
  const open = [
    ...inconclusive.filter(({ id }) => id !== null).map(endFault),
    ...notStartedFault(inconclusive.filter(({ id }) => id === null)),
  ];
  const told = [
    ...results.filter(({ isSlower }) => isSlower).map(slowerFault),
    ...results.flatMap(({ deployment, id, isRunning }) =>
      isRunning && id !== null ? leftRun(deployment, id, apiUrl) : [],
    ),
  ];
  if (failOn === "never") return { faults: [], warnings: [...failed, ...open, ...told] };
  return failOn === "failed"
    ? { faults: failed, warnings: [...open, ...told] }
    : { faults: [...failed, ...open], warnings: told };
}

function endFault({ deployment, verdict, reason, fix, failedSubflows, url }: RunResult): Fault {
  const subflows = failedSubflows.length === 0 ? "" : ` Failed subflows: ${failedSubflows.join(", ")}.`;
  return {
    code: verdict === "failed" ? "run-failed" : "run-inconclusive",
    message: `${deployment}: ${reason ?? verdict}${subflows}`,
    fix: [fix, url === null ? null : `See ${url}`].filter(Boolean).join(" "),
  };
}

/** Why runs were not started is one thing to tell, however many they are. */
function notStartedFault(results: readonly RunResult[]): Fault[] {
  const [first] = results;
  if (first === undefined) return [];
  const names = shortList(results.map(({ deployment }) => deployment));
  const what = results.length === 1 ? "The run was not started" : `${results.length} runs were not started`;
  return [
    {
      code: "run-inconclusive",
      message: `${what}: ${names}. ${first.reason ?? ""}`.trim(),
      ...(first.fix === null ? {} : { fix: first.fix }),
    },
  ];
}

function slowerFault({ deployment, seconds, median }: RunResult): Fault {
  return {
    code: "run-slower",
    message: `${deployment} took ${durationText(seconds ?? 0)}, and usually takes ${durationText(median ?? 0)}.`,
  };
}

/** What is told of a run that was asked to stop and did not. */
export function leftRun(name: string, id: string, apiUrl: string): Fault {
  return {
    code: "run-left",
    message: `${name}: the run ${id} was asked to stop and has not.`,
    fix: `See to it that its process ends; then this sets its state, and ends nothing: ${forceCommand(apiUrl, id)}`,
  };
}
