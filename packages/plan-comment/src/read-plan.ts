import type { ValidateFunction } from "ajv/dist/2020.js";
import { PLAN_VERSION, type ShownPlan } from "#deployment-plan";
import { FaultError } from "#diagnostics";
import { parseJson } from "#json";
import { loadAjv } from "#json-schema";
import planSchema from "../../../schemas/plan.schema.json" with { type: "json" };

let validate: ValidateFunction | undefined;

/**
 * A plan from its JSON form, held against `schemas/plan.schema.json`: it may come from a job that others have a hand in.
 *
 * @param name what to call it in a fault
 * @throws FaultError for anything else, and for a plan of another version
 */
export function readPlan(text: string, name: string): ShownPlan {
  const plain = parsed(() => JSON.parse(text), name) as { version?: unknown } | null;
  const version = plain?.version;
  if (typeof version === "number" && version !== PLAN_VERSION) {
    throw new FaultError({
      code: "result-file-unknown",
      message: `${name} is a plan of version ${version}, and version ${PLAN_VERSION} is read.`,
      fix: "Make the plan and read it with the same release.",
    });
  }
  validate ??= new (loadAjv().Ajv2020)({ strict: false, validateFormats: false }).compile(planSchema);
  if (!validate(plain)) {
    const [error] = validate.errors ?? [];
    throw noPlan(name, `${error?.instancePath || "it"} ${error?.message}`);
  }
  return parsed(() => parseJson(text), name) as unknown as ShownPlan;
}

function parsed<T>(parse: () => T, name: string): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw noPlan(name, "it is no JSON");
  }
}

function noPlan(name: string, why: string): FaultError {
  return new FaultError({
    code: "result-file-unknown",
    message: `${name} holds no plan: ${why}.`,
    fix: "Give the file that the output `plan-file` names.",
  });
}
