import { selectorOf } from "#deployment-plan";
import { isTexts, readResult } from "./result-file.ts";

/** Version of the file's form; raised with every change that a reader could trip over. */
const VERSION = 1;

/** Deployments as a file that following steps read; named exactly, as `flow-name/deployment-name`. */
export interface DeploymentsFile {
  version: typeof VERSION;
  deployments: readonly string[];
}

export const deploymentsFile = (deployments: readonly string[]): DeploymentsFile => ({
  version: VERSION,
  deployments,
});

/**
 * What a file of {@link deploymentsFile}, or one of a detection with what it found removed, names: as selectors.
 *
 * @param name of the file, for the message
 * @throws FaultError where the text is no such file
 */
export function deploymentsOf(text: string, name: string): string[] {
  return readResult(text, name, "detect --json", VERSION, ({ deployments, removed = [] }) =>
    isTexts(deployments) && isTexts(removed) ? [...deployments, ...removed].map(selectorOf) : undefined,
  );
}
