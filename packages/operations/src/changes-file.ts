import { type Change, changes, type DetectedChanges } from "#change-detection";
import { selectorOf } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { isTextMap } from "#json";
import type { Detected } from "./detected.ts";
import type { PlanValues } from "./options/index.ts";
import { isTexts, readResult } from "./result-file.ts";

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
  /** The changed files that each hangs on: its definition's, and the nearest one of its code. */
  files: Record<string, string[]>;
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
    files: Object.fromEntries(deployments.map((one) => [one.key, changedFilesOf(one)])),
    unchanged,
    base,
    head,
    baseReason,
    everything,
    warnings,
  };
}

function changedFilesOf({ change, location, chain }: DetectedChanges["deployments"][number]): string[] {
  const nearest = chain.at(-1);
  const files = [
    ...(change === "affected" ? [] : [location.file]),
    ...(nearest === undefined ? [] : [nearest]),
  ];
  return [...new Set(files)];
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
): Pick<PlanValues, "deployments" | "removed" | "reasons"> & { detected: Detected } {
  return readResult(text, name, "detect --json", VERSION, (found) => {
    const { deployments, removed, reasons, base, head, files = {} } = found;
    if (!isTexts(deployments) || !isTexts(removed) || !isTextMap(reasons)) return undefined;
    if (typeof head !== "string" || (base !== null && typeof base !== "string")) return undefined;
    const detected = { base, head, changes: changesOf(found), files: filesOf(files) };
    return { deployments: deployments.map(selectorOf), removed: removed.map(selectorOf), reasons, detected };
  });
}

/** What a detection found, as the options that it stands for. */
export function selectionOfDetected(
  found: DetectedChanges,
): Pick<PlanValues, "deployments" | "removed" | "reasons"> & { detected: Detected } {
  const { deployments, removed, reasons, base, head, files, ...lists } = changesFile(found);
  return {
    deployments: deployments.map(selectorOf),
    removed: removed.map(selectorOf),
    reasons,
    detected: { base, head, changes: changesOf({ ...lists, removed }), files: filesOf(files) },
  };
}

function changesOf(lists: Readonly<Record<string, unknown>>): Map<string, Change> {
  return new Map(
    changes.flatMap((change) => {
      const keys = lists[change];
      return isTexts(keys) ? keys.map((key) => [key, change] as const) : [];
    }),
  );
}

function filesOf(files: unknown): Map<string, string[]> {
  if (typeof files !== "object" || files === null) return new Map();
  return new Map(Object.entries(files).filter((entry): entry is [string, string[]] => isTexts(entry[1])));
}
