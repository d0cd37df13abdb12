import { randomBytes } from "node:crypto";
import { jsonText } from "#json";
import { type ProbeFlow, type ProbePython, type ProbeResult, readEvent } from "./probe/probe-protocol.ts";

/** Starts a Python with the probe; answers how it ended once it has. */
export interface ProbeStart {
  /** Text for its standard input. */
  input: string;
  /** Gets each line of its standard error. */
  onLine: (line: string) => void;
}

/** How a probe is started and ended. */
export interface ProbeHost {
  start(start: ProbeStart): Promise<{ exitCode: number }>;
  /** Ends it, so that `start` answers. */
  end(): Promise<void>;
}

/** What a probe told, as far as it came. */
export interface ProbeAnswer {
  /** Null where it never began. */
  python: ProbePython | null;
  /** By index of the flow. */
  results: Map<number, ProbeResult>;
  exitCode: number;
  /** What somebody else said meanwhile, such as Docker. */
  said: string;
  /** Whether it was ended for being silent for too long. */
  isSilent: boolean;
}

/** Seconds until Prefect is imported, and between two flows, beside the time of a flow. */
const SLACK = 60;

/**
 * Lets a probe import flows and gathers what it tells. It is ended when it tells nothing for longer than one flow may
 * take, and when `signal` asks for it.
 *
 * @param timeout seconds for each flow
 */
export async function runProbe(
  host: ProbeHost,
  flows: readonly ProbeFlow[],
  { timeout, signal, onResult }: { timeout: number; signal: AbortSignal; onResult: () => void },
): Promise<ProbeAnswer> {
  const token = `${randomBytes(16).toString("hex")} `;
  const answer: ProbeAnswer = { python: null, results: new Map(), exitCode: 0, said: "", isSilent: false };
  let timer: NodeJS.Timeout | undefined;
  const end = () => void host.end().catch(() => {});
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        answer.isSilent = true;
        end();
      },
      (timeout + SLACK) * 1000,
    );
  };
  const onLine = (line: string) => {
    const event = readEvent(line, token);
    if (event === undefined) {
      answer.said = `${answer.said}${line}\n`.slice(-4000);
      return;
    }
    wait();
    if (event.event === "ready") answer.python = event;
    else {
      answer.results.set(event.index, event);
      onResult();
    }
  };
  wait();
  signal.addEventListener("abort", end);
  try {
    if (signal.aborted) return answer;
    const input = jsonText({ token, timeout, flows: flows.map((flow) => ({ ...flow })) });
    answer.exitCode = (await host.start({ input, onLine })).exitCode;
    return answer;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
