import { judgeFailure } from "./failure.ts";
import { importChain } from "./import-chain.ts";
import { type Circumstances, capital, failed, type Outcome, open, passed, wayOf } from "./outcome.ts";
import type { ProbeReport, ProbeResult } from "./probe/probe-protocol.ts";

/** Judges what came of importing a flow. */
export function judge(result: ProbeResult, around: Circumstances): Outcome {
  const { steps, location = null } = importChain([...result.stack].reverse(), around.root);
  const at = { location, chain: steps };
  switch (result.ending) {
    case "timed-out":
      return {
        ...failed(`Importing it did not end within ${around.timeout}s${wayOf(steps)}.`, SLOW),
        ...at,
      };
    case "killed":
      return { ...failed(killed(result.signal, around, steps), CRASHED), ...at };
    case "exited":
      return {
        ...failed(`Importing it ended the process with exit code ${result.code}.`, ENDS),
        ...at,
      };
    case "unstarted":
      return {
        ...open(`It was not imported: ${result.problem}.`, "Run again, with more memory if it stays."),
        ...at,
      };
    case "reported":
      return judgeReport(result.report, around);
  }
}

function judgeReport(report: ProbeReport, around: Circumstances): Outcome {
  if ("reading" in report) return passed;
  if ("noDirectory" in report) {
    return failed(
      `${capital(around.place)} has no folder ${around.directory}, where its pull steps lead.`,
      "Correct the folder of `set_working_directory`, or put the code there in the image.",
    );
  }
  if ("unreadable" in report) {
    return failed(
      `Prefect can't tell its parameters: ${report.unreadable}.`,
      "Correct the flow's parameters.",
    );
  }
  return judgeFailure(report.error, report.missed, around);
}

const SLOW = "Move what takes long into the flow, or allow more time by `timeout`.";
const CRASHED = "Look at what the module does there, or allow more `memory`.";
const ENDS = "Take the call that ends the process out of the module.";

const SIGKILL = 9;

function killed(signal: number, { memory }: Circumstances, steps: readonly string[]): string {
  if (signal === SIGKILL && memory !== null) {
    return `Importing it was ended by the system, most likely since it took more memory than ${memory}.`;
  }
  const name = SIGNALS[signal] ?? `signal ${signal}`;
  return `Importing it crashed Python (${name})${wayOf(steps)}.`;
}

const SIGNALS: Record<number, string> = {
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};
