import type { Fault } from "#diagnostics";
import { FIRST_WITH } from "./revision.ts";

/** A worker that is online, or an image in which pull steps run. */
export interface OnlineWorker {
  /** `The worker w1`, `The image prefecthq/prefect:3.8.8`. */
  name: string;
  /** Its Prefect, such as `3.8.8`; null where nothing tells. */
  version: string | null;
}

export interface PinnedPool {
  workPool: string;
  workers: readonly OnlineWorker[];
  /** Whether a clone's folder is there again at the next run; see {@link keepsFolders}. */
  keepsFolders: boolean;
  /** Whether each commit gets a folder of its own. */
  pinFolder: boolean;
}

/** The first Prefect that looks at what is checked out before it leaves a folder that is kept as it is. */
const FIRST_THAT_COMPARES = "3.9.0";

/**
 * What stands in the way of pinned commits at the workers of a pool, as told by Prefect's own releases: `git_clone`
 * takes `commit_sha` from 3.4.0 on and `clone_directory_name` from 3.6.9 on, and a step that is called with an argument
 * it doesn't know fails every run; up to 3.8 a clone whose folder is kept stays on the commit that it has.
 */
export function pinWarnings({ workPool, workers, keepsFolders, pinFolder }: PinnedPool): Fault[] {
  return workers.flatMap(({ name, version }): Fault[] => {
    const who = `${name} of the work pool ${workPool} runs Prefect ${version ?? "of an unknown version"}`;
    if (version !== null && isOlder(version, FIRST_WITH.commit_sha)) {
      return [
        {
          code: "worker-too-old",
          message: `${who}, whose git_clone knows no commit_sha: every pinned run would fail.`,
          fix: `Update it to ${FIRST_WITH.commit_sha} or later, or set pin to branch.`,
        },
      ];
    }
    if (pinFolder && version !== null && isOlder(version, FIRST_WITH.clone_directory_name)) {
      return [
        {
          code: "worker-too-old",
          message: `${who}, whose git_clone knows no clone_directory_name: every run would fail with pin-folder.`,
          fix: `Update it to ${FIRST_WITH.clone_directory_name} or later, or leave pin-folder out.`,
        },
      ];
    }
    if (keepsFolders && !pinFolder && (version === null || isOlder(version, FIRST_THAT_COMPARES))) {
      return [
        {
          code: "worker-too-old",
          message: `${who} and keeps the folders of clones: before 3.9 such a folder stays on the commit that it has, and runs go on with old code.`,
          fix: "Update it to 3.9 or later, set pin-folder to commit, or take working_dir out of the job variables.",
        },
      ];
    }
    return [];
  });
}

/**
 * Whether a clone's folder outlives a run: a process worker runs each one in a folder of its own that it removes
 * afterwards, unless `working_dir` names one that stays. Containers begin anew each time.
 *
 * @param jobVariables those of a deployment, over the defaults of its pool's template
 */
export function keepsFolders(poolType: string, jobVariables: Readonly<Record<string, unknown>>): boolean {
  return poolType === "process" && Boolean(jobVariables.working_dir);
}

function isOlder(version: string, than: string): boolean {
  const [given, wanted] = [version, than].map((text) =>
    text.split(".").map((digits) => Number.parseInt(digits, 10)),
  );
  for (const [index, number] of (wanted ?? []).entries()) {
    const own = given?.[index] ?? 0;
    if (own !== number) return own < number;
  }
  return false;
}
