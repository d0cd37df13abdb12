import { type Json, same, sameStored } from "#json";
import type { DeploymentFields, DesiredDeployment } from "#prefect-project";
import type { LiveDeployment, LiveFields } from "./live-deployment.ts";
import type { FieldChange } from "./plan.ts";

type Field = keyof DeploymentFields;

export interface FieldOptions {
  /** A deployment that is paused on the server stays so. */
  keepPaused: boolean;
  /** A version that is only derived from the commit is a reason to write. */
  writeDerivedVersions: boolean;
}

export interface FieldComparison {
  /** Differences that have to be written. */
  changes: FieldChange[];
  /** Differences that are no reason to write, but are written together with something else. */
  companions: FieldChange[];
}

/**
 * Compares what a file wants with what the server holds, as the server stores values.
 */
export function compareFields(
  desired: DesiredDeployment,
  live: LiveDeployment,
  options: FieldOptions,
): FieldComparison {
  const changes: FieldChange[] = [];
  const companions: FieldChange[] = [];
  for (const field of Object.keys(desired.fields) as Field[]) {
    if (field === "paused" && options.keepPaused && live.fields.paused) continue;
    const before = live.fields[field] as Json;
    const after = desired.fields[field] as Json;
    if (sameValue(field, desired.fields, live)) continue;
    (isReason(field, desired, live.fields, options) ? changes : companions).push({ field, before, after });
  }
  return { changes, companions };
}

/** Every field of a deployment to be made. */
export function newFields(fields: DeploymentFields): FieldChange[] {
  return (Object.keys(fields) as Field[]).map((field) => ({
    field,
    before: null,
    after: fields[field] as Json,
  }));
}

function sameValue(
  field: Field,
  desired: DeploymentFields,
  { fields: live, usesDefaultQueue }: LiveDeployment,
) {
  switch (field) {
    case "tags":
      return same(new Set(desired.tags), new Set(live.tags ?? []));
    case "pull_steps":
      return sameStored(desired.pull_steps ?? [], live.pull_steps ?? []);
    case "parameters":
    case "job_variables":
      return sameStored(desired[field], live[field] ?? {});
    case "work_queue_name":
      return desired.work_queue_name === null
        ? usesDefaultQueue
        : desired.work_queue_name === live.work_queue_name;
    case "concurrency_options":
      return same(withoutNulls(desired.concurrency_options), withoutNulls(live.concurrency_options));
    default:
      return sameStored(desired[field], live[field]);
  }
}

function isReason(
  field: Field,
  desired: DesiredDeployment,
  live: LiveFields,
  options: FieldOptions,
): boolean {
  switch (field) {
    case "version":
      return !desired.versionIsDerived || options.writeDerivedVersions;
    case "description":
      // `prefect deploy` stores the text None for a flow without a description.
      return !(desired.fields.description === null && live.description === "None");
    case "pull_steps":
      return !(desired.workingDirectoryIsDerived && isWorkingDirectory(live.pull_steps));
    default:
      return true;
  }
}

const SET_WORKING_DIRECTORY = "prefect.deployments.steps.set_working_directory";

function isWorkingDirectory(steps: LiveFields["pull_steps"]): boolean {
  const [step, ...more] = steps ?? [];
  return step !== undefined && more.length === 0 && SET_WORKING_DIRECTORY in step;
}

function withoutNulls(options: object | null): object | null {
  return options && Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}
