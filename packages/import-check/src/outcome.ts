import type { FaultCode, Location } from "#diagnostics";

/** What an import shows: that the flow loads where it will run, that it does not, or neither. */
export type Verdict = "passed" | "failed" | "inconclusive";

/** What came of importing one flow, and what to do. */
export interface Outcome {
  verdict: Verdict;
  /** Null where there is nothing to tell. */
  code: FaultCode | null;
  reason: string | null;
  fix: string | null;
  /** The place in the repository that it is about. */
  location: Location | null;
  /** The way from the flow's file to what failed. */
  chain: string[];
}

/** What a flow's import is judged by, beside what came of it. */
export interface Circumstances {
  /** `the image`, or `python3`: what lacks a module. */
  place: string;
  /** Folder of the repository's files there: an absolute path. */
  root: string;
  /** Working directory: an absolute path. */
  directory: string;
  /** Seconds that the import had. */
  timeout: number;
  /** What a container may use of memory, such as `2g`; null on a machine. */
  memory: string | null;
  /** What installs packages when a run starts. */
  installs: string | null;
  /** Variables that a run of the flow has by its deployment's job variables. */
  ownVariables: ReadonlySet<string>;
  /** Every file of the repository. */
  paths: ReadonlySet<string>;
}

export const passed: Outcome = {
  verdict: "passed",
  code: null,
  reason: null,
  fix: null,
  location: null,
  chain: [],
};

export function failed(reason: string, fix: string, code: FaultCode = "flow-import-failed"): Outcome {
  return { ...passed, verdict: "failed", code, reason, fix };
}

export function open(reason: string, fix: string, code: FaultCode = "import-unfinished"): Outcome {
  return { ...passed, verdict: "inconclusive", code, reason, fix };
}

/** `, at flows/orders.py:3 -> lib/clean.py:1` */
export function wayOf(steps: readonly string[]): string {
  return steps.length === 0 ? "" : `, at ${steps.join(" -> ")}`;
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
