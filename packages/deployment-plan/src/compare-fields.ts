import { same, sameStored } from "#json";
import type { DesiredDeployment } from "#prefect-project";
import {
  type DeploymentField,
  type FieldChange,
  type FieldValues,
  fieldChange,
  type LiveFields,
} from "./deployment-field.ts";
import type { LiveDeployment } from "./live-deployment.ts";
import type { PlanChoices } from "./plan-choices.ts";

type FieldChoices = Pick<PlanChoices, "paused" | "derivedVersion">;

export interface FieldComparison {
  /** Differences that have to be written. */
  changes: FieldChange[];
  /** Differences that are no reason to write, but are written together with something else. */
  writtenAlong: FieldChange[];
}

/**
 * Compares what a file wants with what the server holds, as the server stores values.
 */
export function compareFields(
  desired: DesiredDeployment,
  live: LiveDeployment,
  choices: FieldChoices,
): FieldComparison {
  const changes: FieldChange[] = [];
  const writtenAlong: FieldChange[] = [];
  for (const field of fieldsOf(desired.fields)) {
    if (field === "paused" && choices.paused === "keep" && live.fields.paused) continue;
    if (isHeld(field, desired.fields, live)) continue;
    const change = fieldChange(field, live.fields, desired.fields);
    (isReason(field, desired, live.fields, choices) ? changes : writtenAlong).push(change);
  }
  return { changes, writtenAlong };
}

/** Every field of a deployment to be made. */
export function newFields(fields: FieldValues): FieldChange[] {
  return fieldsOf(fields).map((field) => fieldChange(field, null, fields));
}

function fieldsOf(fields: FieldValues): DeploymentField[] {
  return Object.keys(fields) as DeploymentField[];
}

/** Whether the server holds a field as wanted: it writes some values in another way. */
export function isHeld(
  field: DeploymentField,
  wanted: Partial<FieldValues>,
  { fields: live, usesDefaultQueue }: Pick<LiveDeployment, "fields" | "usesDefaultQueue">,
): boolean {
  switch (field) {
    case "tags":
      return same(new Set(wanted.tags), new Set(live.tags ?? []));
    case "pull_steps":
      return sameStored(wanted.pull_steps ?? [], live.pull_steps ?? []);
    case "parameters":
    case "job_variables":
      return sameStored(wanted[field] ?? {}, live[field] ?? {});
    case "work_queue_name":
      return wanted.work_queue_name === null
        ? usesDefaultQueue
        : wanted.work_queue_name === live.work_queue_name;
    case "concurrency_options":
      return same(withoutNulls(wanted.concurrency_options), withoutNulls(live.concurrency_options));
    default:
      return sameStored(wanted[field], live[field]);
  }
}

function isReason(
  field: DeploymentField,
  desired: DesiredDeployment,
  live: LiveFields,
  choices: FieldChoices,
): boolean {
  switch (field) {
    case "version":
      return !desired.versionIsDerived || choices.derivedVersion === "write";
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

function withoutNulls(options: object | null | undefined): object | null {
  return options ? Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)) : null;
}
