import type { FlowReading, ParameterSchema } from "#flow-source";
import { isObject, type JsonObject } from "#json";

/** A flow as its own code tells it, and the hash of its file there. */
export interface ImportedReading {
  reading: FlowReading;
  /** SHA-256 of the flow's file where it was imported; null where that is not known. */
  hash: string | null;
}

/**
 * The reading out of a flow's report, which may be anybody's words; undefined where it has not the form of one.
 *
 * @param file the entry point's file, relative to the repository's root
 */
export function asReading(told: JsonObject, file: string): ImportedReading | undefined {
  const { name, description, version, parameterSchema, line, files, hash } = told;
  if (typeof name !== "string" || !isSchema(parameterSchema)) return undefined;
  const place = typeof told.file === "string" ? told.file : file;
  const listed = Array.isArray(files) ? files.filter((one) => typeof one === "string") : [];
  return {
    hash: typeof hash === "string" ? hash : null,
    reading: {
      name,
      description: typeof description === "string" ? description : null,
      version: typeof version === "string" ? version : null,
      parameterSchema,
      approximate: [],
      unknownOptions: [],
      readBy: "image",
      location: typeof line === "number" ? { file: place, line } : { file: place },
      files: [...new Set([place, ...listed])],
    },
  };
}

export function isSchema(value: unknown): value is ParameterSchema {
  if (!isObject(value)) return false;
  const { title, type, properties, required = [], definitions = {} } = value;
  return (
    title === "Parameters" &&
    type === "object" &&
    isObject(properties) &&
    isObject(definitions) &&
    Array.isArray(required) &&
    required.every((name) => typeof name === "string")
  );
}
