import { type Fault, FaultError } from "#diagnostics";
import { sameStored } from "#json";
import type { WorkPool } from "#prefect-api";
import type { UpdatePlan } from "../plan.ts";
import type { UpdateRequest } from "../request.ts";
import type { Template } from "./template.ts";

/**
 * Sets a pool's template and makes sure that it is the live one.
 *
 * @throws FaultError when somebody else's template is there afterwards
 */
export async function setTemplate(
  request: UpdateRequest,
  workPool: string,
  desired: Template,
): Promise<void> {
  const { prefect, reporter } = request;
  const exists = await prefect.workPools.update(workPool, { base_job_template: desired });
  const live = await prefect.workPools.find(workPool);
  if (!exists || !live) {
    throw new FaultError({
      code: "written-meanwhile",
      message: `The work pool ${workPool} was deleted meanwhile.`,
      fix: "Run again.",
    });
  }
  if (!hasTemplate(live, desired)) throw new Superseded(`the work pool ${workPool}`);
  reporter.info(`Set the base job template of the work pool ${workPool}`);
}

/** Puts the template back that was there before, unless somebody else has changed it. Returns what it did. */
export async function putTemplateBack(
  { prefect }: UpdateRequest,
  { workPool, present, desired }: UpdatePlan,
): Promise<string> {
  const live = await prefect.workPools.find(workPool);
  if (!live) return `There is no work pool ${workPool}, as before.`;
  if (!present) return `The work pool ${workPool} was made by this update and is left as it is.`;
  if (hasTemplate(live, present)) return "The pool's template is the one from before.";
  if (desired && !hasTemplate(live, desired)) {
    return "The pool's template is left as it is: somebody else has changed it meanwhile.";
  }
  await prefect.workPools.update(workPool, { base_job_template: present });
  return "The pool's template was put back.";
}

/** Somebody else has updated the same thing at the same time; theirs stays, whole. */
export class Superseded extends FaultError {
  constructor(what: string) {
    super({
      code: "written-meanwhile",
      message: `Somebody else has updated ${what} at the same time, and theirs is live.`,
      fix: "Run again if this update is the one that should be; a `concurrency` group lets jobs wait for each other.",
    });
  }
}

export function hasTemplate({ base_job_template }: WorkPool, template: Template): boolean {
  return sameStored(base_job_template, template);
}

/** The error with what was done about it. */
export function withNotes(error: unknown, notes: readonly string[]): FaultError {
  const faults = error instanceof FaultError ? [...error.faults] : [unexpected(error)];
  const [first = unexpected(""), ...rest] = faults;
  const message = [first.message, ...notes].filter(Boolean).join(" ");
  return new FaultError([{ ...first, message }, ...rest], { cause: error });
}

function unexpected(error: unknown): Fault {
  return { code: "unexpected-error", message: String(error) };
}
