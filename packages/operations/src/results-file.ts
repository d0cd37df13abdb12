import { isObject } from "#json";
import type { RunResult } from "#runs";
import { readResult } from "./result-file.ts";
import type { RunReport } from "./run-deployments.ts";

/** Version of the file's form; raised with every change that a reader could trip over. */
const VERSION = 1;

/** How runs ended, as a file that following steps read; see `schemas/results.schema.json`. */
export interface ResultsFile {
  version: typeof VERSION;
  runs: readonly RunResult[];
  /** With `select: declared`: those that don't say how they are tried. */
  notDeclared: readonly string[];
  /** With `select: declared`: those that say that they are not to be tried. */
  skipped: readonly string[];
  /** With `failed-since`: the runs that were not repeated, and why. */
  left: readonly string[];
}

export function resultsFile({ results, notDeclared, skipped, left }: RunReport): ResultsFile {
  return { version: VERSION, runs: results, notDeclared, skipped, left };
}

/**
 * The runs of a file of {@link resultsFile}.
 *
 * @param name of the file, for the message
 * @throws FaultError where the text is no such file
 */
export function runsOfResults(text: string, name: string): RunResult[] {
  return readResult(text, name, "run --json", VERSION, ({ runs }) =>
    Array.isArray(runs) && runs.every(isResult) ? runs : undefined,
  );
}

/** What of a run is read again. */
function isResult(value: unknown): value is RunResult {
  if (!isObject(value)) return false;
  const { deployment, verdict, name, url, seconds, median } = value;
  return (
    typeof deployment === "string" &&
    ["passed", "failed", "inconclusive"].includes(String(verdict)) &&
    [name, url].every((text) => text === null || typeof text === "string") &&
    [seconds, median].every((number) => number === null || typeof number === "number")
  );
}
