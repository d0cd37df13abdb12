import type { ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Json } from "#json";
import { exactKeywordNames, exactKeywords } from "./exact-keywords.ts";
import { holdsLargeNumber, plainCopy } from "./plain-copy.ts";

/** One thing in which a value breaks a schema, or a schema its own. */
export type SchemaError = Pick<ErrorObject, "instancePath" | "keyword" | "message" | "params">;

/** Everything in which a value breaks a schema; empty where it fits. */
export type CheckValue = (value: Json) => SchemaError[];

const OPTIONS = { strict: false, allErrors: true, validateFormats: false, addUsedSchema: false } as const;
/**
 * For schemas that are checked against nothing but themselves: the meta-schema costs 10 ms. A check runs for a few
 * values, which is over before its code has been made better.
 */
const UNCHECKED = { ...OPTIONS, meta: false, validateSchema: false, code: { optimize: false } } as const;

/**
 * Makes a check of values against a JSON Schema (draft 2020-12), as the Prefect server checks them by Python's
 * `jsonschema`: 25.0 is an integer, and whole numbers of any size are compared exactly.
 *
 * @throws Error where the schema can't be followed, such as a `$ref` to nothing
 */
export function compileSchema(schema: Json): CheckValue {
  const check = ajv().compile(plainCopy(schema) as object);
  // JavaScript's numbers do for nearly all values.
  let exact = holdsLargeNumber(schema) ? exactCheck(schema) : undefined;
  return (value) => {
    if (!exact && holdsLargeNumber(value)) exact = exactCheck(schema);
    const used = exact ?? check;
    return used(plainCopy(value)) ? [] : [...(used.errors ?? [])];
  };
}

/** Everything that makes a schema no JSON Schema. */
export function schemaErrors(schema: Json): SchemaError[] {
  const checked = new Ajv2020(OPTIONS);
  const plain = plainCopy(schema) as object;
  if (checked.validateSchema(plain) !== true) return [...(checked.errors ?? [])];
  try {
    checked.compile(plain);
    return [];
  } catch (error) {
    return [
      {
        instancePath: "",
        keyword: "",
        params: {},
        message: `can't be followed: ${(error as Error).message}`,
      },
    ];
  }
}

let shared: Ajv2020 | undefined;

function ajv(): Ajv2020 {
  shared ??= new Ajv2020(UNCHECKED);
  return shared;
}

function exactCheck(schema: Json) {
  const exact = new Ajv2020(UNCHECKED);
  for (const name of exactKeywordNames) exact.removeKeyword(name);
  for (const keyword of exactKeywords) exact.addKeyword(keyword);
  return exact.compile(plainCopy(schema) as object);
}
