import type { RemovedPolicy } from "#deployment-plan";
import type { Json } from "#flow-source";
import type { ConnectOptions } from "./connect.ts";
import type { FlowReaderChoice } from "./flow-catalog.ts";
import type { SourceOptions } from "./source-options.ts";

export interface PlanOptions extends SourceOptions, ConnectOptions, FlowReaderChoice {
  /** What to apply; see `resolveSelection`. */
  deployments: readonly string[];
  /** What of it to spare; see `spare`. */
  except?: readonly string[];
  /** Deployments that left the files, as `flow-name/deployment-name`. */
  removed: readonly string[];
  removedPolicy: RemovedPolicy;
  /** Why each is applied, by key as in the files. */
  reasons?: Readonly<Record<string, string>>;
  /** Branch for every git clone step that doesn't pin a commit. */
  branch?: string | undefined;
  /** `commit` pins every git clone step to the commit that is checked out. */
  pin: "branch" | "commit";
  /** `commit`, with `pin: commit`: each commit is cloned into a folder of its own. */
  pinFolder?: "commit" | undefined;
  /** Placeholders that nothing fills; an error unless given, and a warning where there is no server. */
  unsetVariables?: "error" | "warn" | "empty" | undefined;
  namePrefix?: string | undefined;
  tags?: readonly string[];
  workPool?: string | undefined;
  workQueue?: string | undefined;
  jobVariables?: Readonly<Record<string, Json>>;
  schedules: "as-declared" | "active" | "paused" | "keep";
  /** What happens to live schedules that the files don't have. */
  undeclaredSchedules: "delete" | "keep";
  /** `write`: a version that is only derived from the commit is a reason to write. */
  derivedVersion: "ignore" | "write";
  /** `keep`: what somebody paused on the server stays paused. */
  paused: "keep" | "as-declared";
  /** `run`: build and push steps run in `python` before anything is applied; a plan leaves their outputs out. */
  buildSteps: "error" | "ignore" | "run";
}
