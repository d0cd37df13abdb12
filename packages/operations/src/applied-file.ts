import { selectorOf } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import type { ApplyResult } from "./apply-result.ts";
import type { InventoryCounts } from "./keep-inventory.ts";
import { isTexts, readResult } from "./result-file.ts";

/** Version of the file's form; raised with every change that a reader could trip over. */
const VERSION = 1;

/**
 * What an apply has done, as a file that the following steps read. Deployments are named exactly, as
 * `flow-name/deployment-name`. See `schemas/applied.schema.json`.
 */
export interface AppliedFile {
  version: typeof VERSION;
  created: string[];
  updated: string[];
  archived: string[];
  paused: string[];
  deleted: string[];
  unchanged: string[];
  /** Those that are no longer defined and were left alone. */
  kept: string[];
  failed: { key: string; fault: Fault }[];
  /**
   * Schedules that were made, and those that earlier runs have made off and nobody has turned on since:
   * `flow-name/deployment-name#schedule-id`.
   */
  newSchedules: string[];
  /** Why the commit is not recorded as deployed; null where it is. */
  notRecorded: string | null;
  /** What is not as the recorded commit says; the next detection selects it. */
  excluded: readonly string[];
  /** What the server's inventory of these files holds now; null where none is kept. */
  inventory: InventoryCounts | null;
}

export function appliedFile(result: Omit<ApplyResult, "plan" | "recordFaults" | "broken">): AppliedFile {
  const { execution, notRecorded, excluded, inventory, resume = [] } = result;
  const keys = (applied: readonly { key: string }[]) => applied.map(({ key }) => key);
  const { created, updated, archived, paused, deleted, unchanged, kept, failed } = execution;
  // A run before this one may have ended before its own were turned on.
  const newSchedules = [...new Set([...execution.newSchedules, ...resume])];
  return {
    version: VERSION,
    created: keys(created),
    updated: keys(updated),
    archived: keys(archived),
    paused: keys(paused),
    deleted: keys(deleted),
    unchanged,
    kept,
    failed,
    newSchedules,
    notRecorded,
    excluded,
    inventory,
  };
}

/**
 * The schedules that an apply made, as selectors.
 *
 * @throws FaultError where the text is no file of {@link appliedFile}
 */
export function newSchedulesOf(text: string, name: string): string[] {
  return readResult(text, name, "apply --json", VERSION, ({ newSchedules }) =>
    isTexts(newSchedules) ? newSchedules.map(scheduleSelector) : undefined,
  );
}

/** A schedule as a selector: its id stays as it is. */
export function scheduleSelector(schedule: string): string {
  const hash = schedule.lastIndexOf("#");
  return `${selectorOf(schedule.slice(0, hash))}${schedule.slice(hash)}`;
}
