import { FaultError } from "#diagnostics";
import type { FlowReading } from "#flow-source";
import { type ImportReport, isSchema } from "#import-check";
import { isObject, type Json, jsonText, parseJson } from "#json";
import type { PlanValues } from "./options/index.ts";
import { readResult } from "./result-file.ts";

/** Version of the file's form; raised with every change that a reader could trip over. */
const VERSION = 1;

/** What came of a check of imports, as a file that following steps read; see `schemas/imports.schema.json`. */
export interface ImportsFile extends ImportReport {
  version: typeof VERSION;
}

export function importsFile({ commit, results, places }: ImportReport): ImportsFile {
  return { version: VERSION, commit, results, places };
}

/** What check-imports learned, for `flow-reader: image`. */
export interface ImportedFlows {
  /** The commit that was imported. */
  importedCommit: string;
  /** Readings by entry point from the repository's root. */
  imported: ReadonlyMap<string, FlowReading>;
}

/**
 * What the file of `imports-file` tells of flows; nothing where flows are read in another way.
 *
 * @param read gives the text of the file that the option names
 * @throws FaultError where the file is missing or can't be used
 */
export async function importedFlows(
  { flowReader, importsFile: file }: Pick<PlanValues, "flowReader" | "importsFile">,
  read: (option: "imports-file", path: string) => Promise<string>,
): Promise<Partial<ImportedFlows>> {
  if (flowReader !== "image") return {};
  if (file === undefined) {
    throw new FaultError({
      code: "input-missing",
      message: "flow-reader: image needs what check-imports learned.",
      fix: "Give its output imports-file by `imports-file`.",
    });
  }
  return importedOf(await read("imports-file", file), file);
}

/** @throws FaultError where the text is no such file */
export function importedOf(text: string, name: string): ImportedFlows {
  return readResult(text, name, "check-imports --json", VERSION, (found) => {
    const { commit } = found;
    // As the plain reading of a result loses the difference of 25.0 and 25.
    const exact = parseJson(text);
    const results = isObject(exact) ? exact.results : undefined;
    if (typeof commit !== "string" || !Array.isArray(results)) return undefined;
    return { importedCommit: commit, imported: agreed(results) };
  });
}

/** Of an entry point that two images tell differently, neither is taken. */
function agreed(results: readonly Json[]): Map<string, FlowReading> {
  const readings = new Map<string, FlowReading>();
  const doubtful = new Set<string>();
  for (const one of results) {
    if (!isObject(one) || typeof one.entrypoint !== "string") continue;
    const reading = readingOf(one.reading);
    if (reading === undefined) continue;
    const known = readings.get(one.entrypoint);
    if (known && jsonText(known.parameterSchema) !== jsonText(reading.parameterSchema)) {
      doubtful.add(one.entrypoint);
    }
    readings.set(one.entrypoint, reading);
  }
  for (const entrypoint of doubtful) readings.delete(entrypoint);
  return readings;
}

/** A reading as far as it has the form of one: an import's own code has a hand in it. */
function readingOf(value: Json | undefined): FlowReading | undefined {
  if (!isObject(value) || typeof value.name !== "string" || !isSchema(value.parameterSchema))
    return undefined;
  const { name, description, version, parameterSchema, location, files } = value;
  const { file, line } = isObject(location) ? location : {};
  if (typeof file !== "string") return undefined;
  return {
    ...{ name, parameterSchema, approximate: [], unknownOptions: [], readBy: "image" as const },
    description: typeof description === "string" ? description : null,
    version: typeof version === "string" ? version : null,
    location: { file, ...(typeof line === "number" ? { line } : {}) },
    files: Array.isArray(files) ? files.filter((one) => typeof one === "string") : [],
  };
}
