import type { Repository } from "#git";
import type { ProjectFiles } from "#prefect-project";
import type { Base } from "./base.ts";
import type { ReadFlowName } from "./flow-names.ts";

/** What is compared, and what else counts. */
export interface DetectionRequest extends ProjectFiles {
  repository: Repository;
  base: Base;
  /** The commit to deploy. */
  head: string;
  /** Globs of files that every deployment depends on: requirements, data, shared settings. */
  selectAllOn?: readonly string[];
  /**
   * Deployments that are selected whatever git says, by `flow-name/deployment-name`: why. Those that the head doesn't
   * define count as removed.
   */
  also?: ReadonlyMap<string, string>;
  /** The environment, for a warning of variables that a selected deployment takes and that are not set in it. */
  env?: Readonly<Record<string, string | undefined>>;
  /** How flow names are read at the head; from the source alone unless given. */
  readFlowName?: ReadFlowName;
}
