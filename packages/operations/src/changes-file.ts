import { type Change, changes, type DetectedChanges } from "#change-detection";
import { selectorOf } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import type { PlanValues } from "./options/index.ts";
import { isTextMap, isTexts, readResult } from "./result-file.ts";

/** Version of the file's form; raised with every change that a reader could trip over. */
const VERSION = 1;

/**
 * What a detection found, as a file that the following steps read: a list of many deployments is too long for a variable.
 * Deployments are named exactly, as `flow-name/deployment-name`; no name is a pattern. See `schemas/changes.schema.json`.
 */
export type ChangesFile = {
  version: typeof VERSION;
  /** All that is to be deployed: added, modified and affected. */
  deployments: string[];
  /** By `flow-name/deployment-name`. */
  reasons: Record<string, string>;
  /** How many deployments are not selected. */
  unchanged: number;
  /** Commit that was compared with; null where everything is selected without one. */
  base: string | null;
  head: string;
  baseReason: string;
  /** Why every deployment is selected; null where only what changed is. */
  everything: string | null;
  warnings: readonly Fault[];
} & Record<Change, string[]>;

export function changesFile(detected: DetectedChanges): ChangesFile {
  const { deployments, base, head, baseReason, everything, unchanged, warnings } = detected;
  const keys = (...wanted: Change[]) =>
    deployments.filter(({ change }) => wanted.includes(change)).map(({ key }) => key);
  return {
    version: VERSION,
    deployments: keys("added", "modified", "affected"),
    ...(Object.fromEntries(changes.map((change) => [change, keys(change)])) as Record<Change, string[]>),
    reasons: Object.fromEntries(deployments.map(({ key, reason }) => [key, reason])),
    unchanged,
    base,
    head,
    baseReason,
    everything,
    warnings,
  };
}

/**
 * What a file of {@link changesFile} says of what to apply, as the options that it stands for.
 *
 * @param name of the file, for the message
 * @throws FaultError where the text is no such file
 */
export function selectionOfChanges(
  text: string,
  name: string,
): Pick<PlanValues, "deployments" | "removed" | "reasons"> {
  return readResult(text, name, "detect --json", VERSION, ({ deployments, removed, reasons }) =>
    isTexts(deployments) && isTexts(removed) && isTextMap(reasons)
      ? { deployments: deployments.map(selectorOf), removed: removed.map(selectorOf), reasons }
      : undefined,
  );
}
