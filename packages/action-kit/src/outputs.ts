import * as core from "@actions/core";
import { type Fault, throwIfAny } from "#diagnostics";
import { jsonText } from "#json";
import { containsSecret } from "./secrets.ts";

/**
 * Sets outputs: a text as it is, anything else as JSON. The runner hands on no output that contains a secret: the next job
 * would find it empty, and take that for an answer.
 *
 * @throws FaultError, once the others are set, for each output that contains a secret
 */
export function setOutputs(outputs: Record<string, unknown>): void {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    const text = typeof value === "string" ? value : jsonText(value ?? "");
    if (containsSecret(text)) faults.push(withSecret(name));
    else core.setOutput(name, value === null || value === undefined ? "" : text);
  }
  throwIfAny(faults);
}

function withSecret(name: string): Fault {
  return {
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
