import * as core from "@actions/core";
import { annotateNotice } from "./log.ts";
import { shortOutput } from "./result-file.ts";

/**
 * Sets outputs: a text as it is, anything else as JSON. A list that no step could take as an input is left empty, with a
 * notice; GitHub takes 1 MiB of outputs a job.
 */
export function setOutputs(outputs: Record<string, unknown>): void {
  const tooLong: string[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    const isList = typeof value === "object" && value !== null;
    core.setOutput(name, isList ? shortOutput(value, () => tooLong.push(name)) : (value ?? ""));
  }
  if (tooLong.length === 0) return;
  annotateNotice({
    message: `Too long for an output, and left empty: ${tooLong.join(", ")}.`,
    fix: "Take the step's file, or its log and summary.",
  });
}

/** Puts a folder first on the PATH of the following steps. */
export function addPath(folder: string): void {
  core.addPath(folder);
}

/** Sets an environment variable for the following steps. */
export function exportVariable(name: string, value: string): void {
  core.exportVariable(name, value);
}
