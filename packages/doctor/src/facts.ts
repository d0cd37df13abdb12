import type { Fault } from "#diagnostics";
import type { ScheduleSpec } from "#impact";
import type { DesiredDeployment } from "#prefect-project";

/** A part of the facts, or in a few words why nobody could find it out. */
export type Known<T> = { value: T } | { lacks: string };

/** All that is gathered once, before anything is judged. */
export interface Sections {
  files: FileFacts;
  reach: ReachFacts;
  rights: readonly RightFacts[];
  clock: ClockFacts;
  pools: PoolsFacts;
  names: readonly NameFacts[];
  live: LiveFacts;
  /** What is wrong with what is kept on the server. */
  records: readonly Fault[];
  images: readonly ImageFacts[];
  clones: readonly CloneFacts[];
  workflows: WorkflowsFacts;
  environments: EnvironmentsFacts;
  rules: RulesFacts;
  runners: readonly RunnerFacts[];
  actions: ActionsFacts;
  packages: readonly PackageFacts[];
}

export type Section = keyof Sections;

export type Facts = { [Name in Section]: Known<Sections[Name]> };

/** What the files of definitions say. */
export interface FileFacts {
  /** What is wrong with them, as validate tells it. */
  faults: readonly Fault[];
  warnings: readonly Fault[];
  /** Those that have no fault. */
  deployments: readonly DesiredDeployment[];
  /** `flow-name/deployment-name` of all of them. */
  keys: readonly string[];
  /** Whether every file and every name could be read, so that what is not there is not declared. */
  isWhole: boolean;
}

/** How the server answered at all. */
export interface ReachFacts {
  apiUrl: string;
  /** Why it can't be used; none where it can. */
  faults: readonly Fault[];
  /** Such as `3.8.8`; null on Prefect Cloud, and where it can't be used. */
  version: string | null;
}

/** What a request to change something that is not there was answered. */
export interface RightFacts {
  /** `deployments`, `variables`, `automations`. */
  what: string;
  /** Why it was refused; null where it was let in. */
  refusal: Fault | null;
}

export interface ClockFacts {
  /** Seconds by which the server's clock is before ours; negative where it is behind. */
  ahead: number;
}

export interface PoolsFacts {
  /** By name: those that deployments name and the server has. */
  pools: ReadonlyMap<string, PoolFacts>;
  /** What the server would refuse of the deployments, as plan tells it. */
  faults: readonly Fault[];
  warnings: readonly Fault[];
  /** Names that deployments want and the server lacks. */
  missing: readonly string[];
}

export interface PoolFacts {
  type: string;
  isPaused: boolean;
  workers: readonly { name: string; isOnline: boolean; lastHeartbeat: string | null }[];
  /** Names of its queues that are paused. */
  pausedQueues: readonly string[];
}

/** A block or a variable that a pull step names: only the worker fills it in, run by run. */
export interface NameFacts {
  kind: "block" | "variable";
  /** `secret.github-token`, `region` */
  name: string;
  isThere: boolean;
  deployments: readonly string[];
}

/** The deployments that the server has. */
export interface LiveFacts {
  deployments: readonly LiveDeployment[];
  /** Future runs of a few deployments whose schedules should have some, by key. */
  scheduledRuns: ReadonlyMap<string, number>;
  prefect: "3.8" | "3.9";
}

export interface LiveDeployment {
  key: string;
  isPaused: boolean;
  workPool: string | null;
  updated: string;
  activeSchedules: readonly ScheduleSpec[];
  /** `own`: applied from here. `other`: by another repository, set of files or scope. Null where no record tells. */
  appliedBy: "own" | "other" | null;
}

/** An image that runs will be started in. */
export interface ImageFacts {
  image: string;
  /** `linux/amd64`, where its runs are started. */
  platform: string;
  found:
    | { kind: "there"; platforms: readonly string[] }
    | { kind: "absent" }
    | { kind: "no-access" }
    /** Not to be read as a reference, or the registry could not be asked. */
    | { kind: "unknown"; why: string };
  deployments: readonly string[];
}

/** A repository that pull steps clone. */
export interface CloneFacts {
  /** Without credentials. */
  address: string;
  branch: string | null;
  tried:
    | { kind: "cloned" }
    | { kind: "no-branch" }
    | { kind: "refused"; said: string; hadCredentials: boolean }
    | { kind: "unreachable"; said: string }
    /** It can't be tried from here, and why. */
    | { kind: "untried"; why: string };
  deployments: readonly string[];
}

/** The workflows of the repository that use this suite. */
export interface WorkflowsFacts {
  files: readonly WorkflowFacts[];
  /** The release that this program is of, such as `v0.1.0`. */
  release: string;
}

export interface WorkflowFacts {
  path: string;
  /** What is wrong with it as YAML; then nothing else is known of it. */
  fault: Fault | null;
  /** What stands behind the `@` of each use of the suite, and the release in the comment behind it. */
  pins: readonly { ref: string; release: string | null }[];
  /** Names of its jobs, as checks show them. */
  jobs: readonly string[];
  environments: readonly UsedEnvironment[];
  /** Sets of labels that jobs ask of runners of one's own. */
  runnerLabels: readonly (readonly string[])[];
  /** Branches whose pushes start it; null where it is started by none. */
  branches: readonly string[] | null;
  /** How many of its lines are not those of the template that it was copied from; null where no template has its name. */
  changedLines: number | null;
}

/** An environment that a job enters: a name, or a variable of the repository with a name to fall back on. */
export interface UsedEnvironment {
  name: string;
  variable: string | null;
  /** Whether the job asks the Prefect server there. */
  asksServer: boolean;
}

export interface EnvironmentsFacts {
  repository: string;
  defaultBranch: string;
  /** Those that workflows enter, by name. */
  environments: ReadonlyMap<string, EnvironmentFacts>;
}

export interface EnvironmentFacts {
  isThere: boolean;
  asksServer: boolean;
  /** Whether jobs of pull requests enter it. */
  admits: "any" | "protected" | readonly { name: string; type: "branch" | "tag" }[];
  hasReviewers: boolean;
  /** Name to value, those of the repository included. */
  variables: ReadonlyMap<string, string>;
  /** Names, those of the repository included. */
  secrets: ReadonlySet<string>;
}

export interface RulesFacts {
  defaultBranch: string;
  /** Names of the checks that are required before a merge. */
  required: readonly string[];
}

export interface RunnerFacts {
  labels: readonly string[];
  isOnline: boolean;
}

export interface ActionsFacts {
  enabled: boolean;
  /** `all`, `local_only` or `selected`. */
  allowed: string;
}

/** A package of GitHub's registry that deployments or work pools take their image from. */
export interface PackageFacts {
  /** `acme/flows` */
  name: string;
  /** `owner/name` that it is connected with; null for none, undefined where there is no such package to be seen. */
  connected: string | null | undefined;
  /** Whose workflows push it. */
  repository: string;
}
