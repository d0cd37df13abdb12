/**
 * One workflow of a pipeline, such as "a pull request changes deployments", from which every form of it is
 * made. Texts are GitHub's own, expressions included, with one context more: `setting.<name>` is what a user may set.
 */
export interface Workflow {
  /** Name of the files without `.yml`. */
  file: string;
  /** What GitHub shows as the workflow's name. */
  name: string;
  /** What it does, for the comment that the files begin with. */
  description: string;
  /** What starts it, as under `on:`. */
  on: Record<string, unknown>;
  /** Runs of the same group wait for each other; no run is cancelled. */
  concurrency: Concurrency;
  settings: readonly Setting[];
  jobs: readonly Job[];
}

/** Something that a user may set; what follows from it in the forms is in `forms.ts`. */
export interface Setting {
  name: string;
  description: string;
  default: string | readonly string[];
  /** True where GitHub has no variables, as in `runs-on`: a template has the value in its place. */
  inPlace?: boolean;
}

export interface Job {
  id: string;
  /** What GitHub shows, and what branch protection asks for. */
  name: string;
  comment?: string;
  needs?: readonly string[];
  if?: string;
  runsOn: string;
  timeoutMinutes: number;
  environment?: Environment;
  concurrency?: Concurrency;
  permissions: Permissions;
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  steps: readonly Step[];
}

/** Where a job gets variables and secrets from; its name may be a setting. */
export interface Environment {
  name: string;
  /** Set where nothing is deployed: GitHub's timeline of the environment then shows nothing. */
  deployment?: false;
  /** Page that the timeline links to. */
  url?: string;
}

export interface Concurrency {
  group: string;
  /** `max` lets every run wait; otherwise a newer one takes the place of the one that waits. */
  queue?: "max";
}

export type Permissions = Readonly<Record<string, "read" | "write">>;

export interface Step {
  name?: string;
  id?: string;
  comment?: string;
  if?: string;
  /** Name of an action of ours, or one that is pinned. */
  uses?: string | PinnedAction;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string>;
  /** One line. */
  run?: string;
  /** Set where the job goes on as if nothing had happened. */
  "continue-on-error"?: true;
}

export interface PinnedAction {
  /** `owner/name`. */
  repository: string;
  commit: string;
  version: string;
}

/** Names of the secrets that jobs read. */
export function secretsOf(jobs: readonly Job[]): string[] {
  return [...new Set([...JSON.stringify(jobs).matchAll(/secrets\.([A-Z_]+)/g)].map(([, name = ""]) => name))];
}

/** The least permissions under which every one of the jobs can run. */
export function permissionsOf(jobs: readonly Job[]): Permissions {
  const union: Record<string, "read" | "write"> = {};
  for (const [scope, access] of jobs.flatMap(({ permissions }) => Object.entries(permissions))) {
    if (union[scope] !== "write") union[scope] = access;
  }
  return union;
}
