import type { Fault, Location } from "#diagnostics";
import type { Json } from "#json";
import type { Smoke } from "./cicd.ts";
import type { Input } from "./inputs.ts";

/** A step of build, push or pull: the function's name over its arguments. */
export type Step = { [step: string]: Json };

/** One entry of `deployments:`, as Prefect's own model of prefect.yaml takes it, with its place in the file. */
export interface DeploymentDefinition {
  /** The name as the file gives it; placeholders such as `{{ $ENV }}` are still in it. */
  name: string;
  /** The file that declares it, relative to the repository's root. */
  file: string;
  readonly location: Location;
  /** Relative to the repository's root, wherever `prefect deploy` would run; `config` has it as the file gives it. */
  entrypoint: string | null;
  /** Where `prefect deploy` would run, relative to the repository's root: `""` for the root itself. */
  folder: string;
  /**
   * What is left after Prefect's model (unknown keys gone, values coerced, dates as ISO text) and its defaults,
   * with placeholders unresolved. Steps are apart.
   */
  readonly config: { [key: string]: Json };
  /** The steps that apply to this deployment: its own, else the file's. `pull: null` means none was given. */
  readonly build: Step[];
  readonly push: Step[];
  readonly pull: Step[] | null;
  /** How it is tried after a change; null where neither it nor its file says so. Prefect never sees it. */
  readonly smoke: Smoke | null;
  /** Files that it depends on beside its code: those that `x-cicd` declares, and those that its steps name. */
  readonly inputs: readonly Input[];
  /** Whether it stays on the server once it has left the files. Prefect never sees it. */
  readonly keep: boolean;
  /**
   * Canonical text of everything else that has a meaning. Comments, formatting, the order of keys, anchors and
   * merge keys don't change it, nor does another way to say the same (`schedule` for `schedules`, a default that is
   * written out); whatever would change the stored deployment does.
   */
  readonly fingerprint: string;
  /**
   * Where a value stands: `locate(["work_pool", "name"])`. Follows aliases and merge keys to where the value is
   * written; for a path that the file doesn't have, its nearest parent that it does have.
   */
  locate(path: readonly (string | number)[]): Location;
}

export interface ProjectFiles {
  /**
   * Files, globs and folders, relative to the repository's root. A folder means every `.yaml` and `.yml` in it,
   * each with a `deployments:` list or with one bare deployment. An entry with `!` before it is left out.
   */
  prefectFiles: readonly string[];
  /** A file whose anchors, steps and top-level values every other file sees. It may declare deployments too. */
  baseFile?: string;
  /** A file whose entries are laid over those of the others: what differs in one environment. */
  overlayFile?: string;
}

/** A file that `prefect deploy` would refuse or drop. */
export interface BrokenFile {
  path: string;
  /** Why; none where only the base file is to blame, which has them. */
  faults: Fault[];
  /** What of its deployments can be read all the same: enough to name them, never to deploy them. */
  definitions: DeploymentDefinition[];
}

/** A glob or a folder, as it was written, in which there is no file. */
export interface UnmatchedEntry {
  entry: string;
  fault: Fault;
}

export interface Project {
  /** The deployments of every sound file. */
  definitions: DeploymentDefinition[];
  /** Every file that was read, the base file first. */
  files: string[];
  /** Files that are not sound or not there: while there is one, nothing can be called removed. */
  broken: BrokenFile[];
  /** The faults of all broken files: who takes only a whole project refuses for any of them. */
  faults: Fault[];
  /** Globs and folders in which there is no file: a mistake, unless the last one was removed. */
  unmatched: UnmatchedEntry[];
  /** What Prefect passes over in silence: keys that it doesn't know, deployments without a name. */
  warnings: Fault[];
}
