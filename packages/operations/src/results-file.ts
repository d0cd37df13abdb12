import type { RunResult } from "#runs";
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
