import type { FilesChange } from "#deployment-plan";

/** What a detection told of a selection, as far as a plan shows it. Deployments by `flow-name/deployment-name`. */
export interface Detected {
  /** Full hash; null where nothing was compared with. */
  base: string | null;
  head: string;
  /** What became of each in the files. */
  changes: ReadonlyMap<string, FilesChange>;
  /** The changed files that each hangs on. */
  files: ReadonlyMap<string, readonly string[]>;
}
