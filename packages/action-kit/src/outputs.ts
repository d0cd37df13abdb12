import * as core from "@actions/core";
import { type Fault, throwIfAny } from "#diagnostics";
import { jsonText } from "#json";
import { annotateNotice } from "./log.ts";
import { shortOutput } from "./result-file.ts";
import { containsSecret } from "./secrets.ts";

/**
 * Sets outputs: a text as it is, anything else as JSON. A list that no step could take as an input is left empty, with a
 * notice; GitHub takes 1 MiB of outputs a job. Nor does the runner hand on an output that contains a secret: the next job
 * would find it empty, and take that for an answer.
 *
 * @throws FaultError, once the others are set, for each output that contains a secret
 */
export function setOutputs(outputs: Record<string, unknown>): void {
  const tooLong: string[] = [];
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    const text = textOf(value, () => tooLong.push(name));
    if (containsSecret(text)) faults.push(withSecret(name));
    else core.setOutput(name, text);
  }
  if (tooLong.length > 0) {
    annotateNotice({
      message: `Too long for an output, and left empty: ${tooLong.join(", ")}.`,
      fix: "Take the step's file, or its log and summary.",
    });
  }
  throwIfAny(faults);
}

function textOf(value: unknown, tooLong: () => void): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  return typeof value === "object" ? shortOutput(value, tooLong) : jsonText(value);
}

function withSecret(name: string): Fault {
  return {
    code: "output-secret",
    message: `The output \`${name}\` would contain a secret of this job, so that GitHub would hand it on empty.`,
    fix: "Take the secret's value out of the names and texts that the output is made of.",
  };
}

/** Puts a folder first on the PATH of the following steps. */
export function addPath(folder: string): void {
  core.addPath(folder);
}

/** Sets an environment variable for the following steps. */
export function exportVariable(name: string, value: string): void {
  core.exportVariable(name, value);
}
