import type { Location } from "#diagnostics";
import type { Json } from "#json";

/**
 * The fields of a deployment that a file decides, under the names and with the values that Prefect's API takes
 * (`prefect.client.schemas.actions.DeploymentCreate`), every default filled in. Schedules and triggers are apart:
 * they have identities of their own on the server.
 */
export interface DeploymentFields {
  description: string | null;
  version: string | null;
  tags: string[];
  parameters: { [name: string]: Json };
  parameter_openapi_schema: { [key: string]: Json };
  enforce_parameter_schema: boolean;
  entrypoint: string;
  path: string | null;
  pull_steps: { [step: string]: Json }[] | null;
  work_pool_name: string;
  work_queue_name: string | null;
  job_variables: { [name: string]: Json };
  concurrency_limit: number | null;
  concurrency_options: { collision_strategy: "ENQUEUE" | "CANCEL_NEW"; grace_period_seconds?: number } | null;
  paused: boolean;
}

/** A schedule as the API takes it (`DeploymentScheduleCreate`). */
export interface DesiredSchedule {
  /** Exactly one of `cron`, `interval` (seconds) and `rrule`, with what belongs to it. */
  schedule:
    | { cron: string; timezone: string | null; day_or: boolean }
    | { interval: number; anchor_date: string | null; timezone: string | null }
    | { rrule: string; timezone: string | null };
  active: boolean;
  parameters: { [name: string]: Json };
  slug: string | null;
  /** Slug of the schedule that this one replaces, where the file says so. */
  replaces: string | null;
  location: Location;
}

/** A trigger as the automation that Prefect makes of it (`AutomationCore` without ids and owner). */
export interface DesiredAutomation {
  name: string;
  description: string;
  enabled: boolean;
  trigger: { [key: string]: Json };
  /** Set where the trigger carries parameters or job variables for the run that it starts. */
  parameters: { [name: string]: Json } | null;
  job_variables: { [name: string]: Json } | null;
  /** Seconds between the trigger's firing and the run. */
  schedule_after: number;
  location: Location;
}

/**
 * A value that placeholders were filled in: whatever a variable of the environment, a block or a variable of the server
 * holds may be a secret, so it is shown as the file has it.
 */
export interface FilledValue {
  /**
   * Where it is: `["parameters", "db", "password"]`, `["job_variables", "env", "A"]`, `["pull_steps", 0, ...]`; or just in
   * which part, such as `["tags"]`, `["schedules"]`, `["automations"]`, where the values inside stand at other places than
   * in the file.
   */
  place: readonly (string | number)[];
  /** Whether `place` is that of the value itself. */
  keepsPaths: boolean;
  /** The text as the file has it: `postgres://app:{{ $DB_PWD }}@db/orders`. */
  written: string;
  value: Json;
  /** What it was filled with: `$DB_PWD`, `prefect.blocks.secret.db`, `prefect.variables.region`, an output of a step. */
  names: readonly string[];
}

/** One deployment as it should be on the server. */
export interface DesiredDeployment {
  /** `flow-name/deployment-name`: its identity everywhere. */
  key: string;
  flowName: string;
  name: string;
  fields: DeploymentFields;
  /** True where the version is only derived from the commit: then a new one is no reason to write. */
  versionIsDerived: boolean;
  /**
   * True where the only pull step is the `set_working_directory` that stands in for none: its folder differs from
   * machine to machine, so a new one is no reason to write.
   */
  workingDirectoryIsDerived: boolean;
  schedules: DesiredSchedule[];
  automations: DesiredAutomation[];
  /** Where its definition begins. */
  location: Location;
  /** Where each of its job variables stands, or its nearest parent that does. */
  jobVariableLocations?: { readonly [name: string]: Location };
  /** The values that do not stand in the file as they are stored, see {@link FilledValue}. */
  filled: readonly FilledValue[];
  /** Things worth telling that are no faults: a pinned commit that `branch` left alone, an approximate schema. */
  notes: string[];
}
