import * as core from "@actions/core";
import { jsonText } from "#json";

/** Sets outputs: a text as it is, anything else as JSON. */
export function setOutputs(outputs: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(outputs)) {
    core.setOutput(
      name,
      typeof value === "string" ? value : value === null || value === undefined ? "" : jsonText(value),
    );
  }
}

/** Puts a folder first on the PATH of the following steps. */
export function addPath(folder: string): void {
  core.addPath(folder);
}

/** Sets an environment variable for the following steps. */
export function exportVariable(name: string, value: string): void {
  core.exportVariable(name, value);
}
