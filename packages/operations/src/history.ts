import type { Unrecorded } from "#change-detection";
import type { CiRun } from "#ci-run";
import type { Reporter } from "#diagnostics";
import { shortCommit } from "#git";
import { PrefectApiError, type PrefectClient } from "#prefect-api";
import {
  type Archive,
  type DeployedCommits,
  type DeployedFiles,
  Inventory,
  NOTHING_ARCHIVED,
  NOTHING_UNFINISHED,
  readArchive,
  readDeployedCommits,
  readUnfinished,
  type Unfinished,
} from "#server-records";

/** What a server remembers of the deployments that came from one repository's files. */
export interface History {
  /** What it is kept for; null where nothing names the repository, and nothing is kept then. */
  target: DeployedFiles | null;
  commits: DeployedCommits | undefined;
  unfinished: Unfinished;
  /** Null where it can't be kept. */
  inventory: Inventory | null;
  /** What is remembered for when deployments are no longer in the files. */
  archive: Archive;
}

export const NO_HISTORY: History = {
  target: null,
  commits: undefined,
  unfinished: NOTHING_UNFINISHED,
  inventory: null,
  archive: NOTHING_ARCHIVED,
};

/**
 * Reads what is remembered. Where the key may not read variables, a run that records nothing goes on without.
 *
 * @throws FaultError where a newer release has written it, and where it can't be read although it is to be written
 */
export async function readHistory(
  client: PrefectClient,
  target: DeployedFiles | null,
  reporter: Reporter,
  { isRecorded, withInventory }: { isRecorded: boolean; withInventory: boolean },
): Promise<History> {
  if (target === null) return NO_HISTORY;
  try {
    const [commits, unfinished, inventory, archive] = await Promise.all([
      readDeployedCommits(client, target, reporter),
      readUnfinished(client, target, reporter),
      withInventory ? Inventory.read(client, target, reporter) : null,
      withInventory ? readArchive(client, target, reporter) : NOTHING_ARCHIVED,
    ]);
    return { target, commits, unfinished, inventory, archive };
  } catch (error) {
    if (isRecorded || !isForbidden(error)) throw error;
    reporter.warning({
      code: "records-forbidden",
      message:
        "The key may not read variables of the Prefect server: what it remembers of earlier runs is not known.",
      fix: "Give the key the right to read and write variables.",
    });
    return { ...NO_HISTORY, target };
  }
}

/** Whether the server refused for want of a right. */
export function isForbidden(error: unknown): boolean {
  return error instanceof PrefectApiError && (error.status === 401 || error.status === 403);
}

/** The recorded commit, or why there is none to compare with. */
export function recordedIn({ target, commits, unfinished }: History): { commit: string } | Unrecorded {
  if (target === null)
    return { commit: null, why: "nothing names the repository that a deployed commit could be recorded for" };
  if (!commits) return { commit: null, why: "no deployed commit is recorded on the server" };
  if (unfinished.everything)
    return { commit: null, why: "what unfinished runs were about to write can't be read any more" };
  return { commit: commits.latest.commit };
}

/**
 * The deployments that are not as the recorded commit says, in the files' names, each with why: they are selected
 * whatever changed.
 */
export function notAsRecorded({ commits, unfinished }: History): Map<string, string> {
  const keys = new Map<string, string>();
  for (const key of commits?.latest.excluded ?? [])
    keys.set(key, `it was left out when ${shortCommit(commits?.latest.commit ?? "")} was deployed`);
  for (const [key, id] of unfinished.keys) {
    const { run, time } = unfinished.runs.get(id) ?? {};
    keys.set(
      key,
      `a run that recorded no commit began to write it${time ? ` at ${time}` : ""}${run ? ` (${run})` : ""}`,
    );
  }
  return keys;
}

/** The branch that a run is for. */
export function branchOf({ branch, request }: CiRun): string | null {
  return request === undefined ? (branch ?? null) : null;
}
