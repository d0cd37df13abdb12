import { isNumber, type Json } from "#json";
import type { components } from "./generated/prefect-api.ts";

type Schemas = components["schemas"];

/** Whether Prefect's description leaves open what a field holds, at some depth of it. */
type IsFree<T> = unknown extends T
  ? true
  : T extends readonly (infer Item)[]
    ? IsFree<Item>
    : T extends object
      ? string extends keyof T
        ? IsFree<T[string]>
        : never
      : never;
type FreeFieldOf<S> = S extends object
  ? { [Key in keyof S]-?: [IsFree<S[Key]>] extends [never] ? never : Key }[keyof S]
  : never;
type FreeField = { [Name in keyof Schemas]: FreeFieldOf<Schemas[Name]> }[keyof Schemas];

/** Fields whose values are the user's own: there 25.0 is not 25. All that the description has, and no other. */
const FREE_FIELDS = {
  block_document_references: true,
  data: true,
  fields: true,
  base_job_template: true,
  job_variables: true,
  parameter_openapi_schema: true,
  parameters: true,
  pull_steps: true,
  value: true,
} satisfies Record<FreeField, true>;

/**
 * Makes the numbers plain whose type Prefect's description says: the server writes an interval of 900 seconds as
 * `900.0`, and whoever reads it wants a number. Those of free fields stay exact. Changes the answer in place.
 */
export function typedNumbersPlain(answer: Json): Json {
  if (isNumber(answer)) return Number(answer);
  if (Array.isArray(answer)) {
    for (const [index, item] of answer.entries()) {
      if (typeof item === "object" && item !== null) answer[index] = typedNumbersPlain(item);
    }
  } else if (typeof answer === "object" && answer !== null) {
    for (const [key, item] of Object.entries(answer)) {
      if (typeof item === "object" && item !== null && !Object.hasOwn(FREE_FIELDS, key))
        answer[key] = typedNumbersPlain(item);
    }
  }
  return answer;
}
