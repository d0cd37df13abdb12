import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Json } from "#flow-source";
import { similarName } from "../definitions/similar-name.ts";
import { linearPattern, withoutUncheckable } from "./schema-patterns.ts";

export interface ParameterFault {
  /** Undefined where the schema itself is at fault. */
  parameter: string | undefined;
  message: string;
}

export interface ParameterCheck {
  faults: ParameterFault[];
  /** Patterns of the schema that were not checked, since no engine that is safe knows them. */
  unchecked: string[];
}

/**
 * Why the server would refuse a deployment's parameters under its enforced schema, as it checks them when a
 * deployment is made (`validate_parameters_conform_to_schema`): against the schema without anything required.
 */
export function checkParameters(
  parameters: { [name: string]: Json },
  schema: { [key: string]: Json },
): ParameterCheck {
  try {
    const { validate, unchecked } = validatorOf(relevantPart(schema, parameters));
    return { faults: faultsOf(validate, parameters), unchecked };
  } catch (error) {
    const message = `The flow's parameter schema is no JSON Schema: ${error}`;
    return { faults: [{ parameter: undefined, message }], unchecked: [] };
  }
}

/** One fault a parameter: what is told is left out at the next look, since all errors of one could be millions. */
function faultsOf(validate: ValidateFunction, parameters: { [name: string]: Json }): ParameterFault[] {
  const faults: ParameterFault[] = [];
  const rest = { ...parameters };
  while (!validate(rest)) {
    const [error] = validate.errors ?? [];
    const [parameter, ...deeper] = (error?.instancePath ?? "").split("/").slice(1).map(unescapePointer);
    if (!error || parameter === undefined || !Object.hasOwn(rest, parameter)) break;
    const inside = deeper.length > 0 ? ` at ${deeper.join(".")}` : "";
    const { keyword, message } = error;
    const what = keyword === "anyOf" || keyword === "oneOf" ? "fits none of its types" : message;
    faults.push({
      parameter,
      message: `The flow doesn't take this value of ${parameter}${inside}: it ${what}.`,
    });
    delete rest[parameter];
  }
  return faults;
}

/**
 * Parameters that the flow doesn't have, with the one that may be meant. No schema refuses them, and every run fails
 * with a SignatureMismatchError, also of a flow with `**kwargs`, which takes its `kwargs` as one parameter.
 */
export function unknownParameters(
  parameters: { [name: string]: Json },
  schema: { [key: string]: Json },
): { given: string; meant: string | undefined }[] {
  const { properties } = schema;
  if (properties === null || typeof properties !== "object" || Array.isArray(properties)) return [];
  const known = Object.keys(properties);
  return Object.keys(parameters)
    .filter((given) => !Object.hasOwn(properties, given))
    .map((given) => ({ given, meant: similarName(given, known) }));
}

/** The schemas come from flows and are checked against nothing but themselves: the meta-schema costs 10 ms. */
const ajv = new Ajv2020({
  strict: false,
  validateFormats: false,
  addUsedSchema: false,
  meta: false,
  validateSchema: false,
  // A validator runs for a few deployments, which is over before its code has been made better.
  code: { optimize: false, regExp: Object.assign(linearPattern, { code: "" }) },
});

interface Validator {
  validate: ValidateFunction;
  unchecked: string[];
}
const validators = new Map<string, Validator>();

/** Compiling is what takes time: schemas of the same text share a validator. */
function validatorOf(given: Json): Validator {
  const text = JSON.stringify(given);
  const known = validators.get(text);
  if (known) return known;
  const { schema, unchecked } = withoutUncheckable(given);
  const validator = { validate: ajv.compile(schema as object), unchecked };
  validators.set(text, validator);
  return validator;
}

/**
 * What of the schema says anything of these parameters, without what is required: `properties` speaks of none but
 * those that are there, and most deployments give few of a flow's parameters. Where something refers to more than a
 * definition, all of it.
 */
function relevantPart(schema: { [key: string]: Json }, given: { [name: string]: Json }): Json {
  const { properties } = schema;
  if (properties === null || typeof properties !== "object" || Array.isArray(properties))
    return withoutRequired(schema);
  const used = Object.entries(properties).filter(([name]) => Object.hasOwn(given, name));
  const part = withoutRequired({ ...schema, properties: Object.fromEntries(used) });
  return REFERS_ELSEWHERE.test(JSON.stringify(part)) ? withoutRequired(schema) : part;
}

const REFERS_ELSEWHERE = /"\$(?:ref|dynamicRef|recursiveRef)":"(?!#\/(?:definitions|\$defs)\/)/;

/** Prefect's `remove_nested_keys(["required"], ...)`: through mappings, not through lists. */
function withoutRequired(schema: Json): Json {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== "required")
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
