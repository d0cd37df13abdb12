import { isObject, type Json, type JsonObject, jsonText } from "#json";
import { type CheckValue, compileSchema, uncheckedPatterns } from "#json-schema";
import { similarName } from "../definitions/similar-name.ts";

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
export function checkParameters(parameters: JsonObject, schema: JsonObject): ParameterCheck {
  try {
    const { check, unchecked } = checkOf(relevantPart(schema, parameters));
    return { faults: faultsOf(check, parameters), unchecked };
  } catch (error) {
    const message = `The flow's parameter schema is no JSON Schema: ${error}`;
    return { faults: [{ parameter: undefined, message }], unchecked: [] };
  }
}

/** One fault a parameter: what is told is left out at the next look, since all errors of one could be millions. */
function faultsOf(check: CheckValue, parameters: JsonObject): ParameterFault[] {
  const faults: ParameterFault[] = [];
  const rest = { ...parameters };
  for (;;) {
    const [error] = check(rest);
    const [parameter, ...deeper] = (error?.instancePath ?? "").split("/").slice(1).map(unescapePointer);
    if (!error || parameter === undefined || !Object.hasOwn(rest, parameter)) return faults;
    const inside = deeper.length > 0 ? ` at ${deeper.join(".")}` : "";
    const { keyword, message } = error;
    const what = keyword === "anyOf" || keyword === "oneOf" ? "fits none of its types" : message;
    faults.push({
      parameter,
      message: `The flow doesn't take this value of ${parameter}${inside}: it ${what}.`,
    });
    delete rest[parameter];
  }
}

/**
 * Parameters that the flow doesn't have, with the one that may be meant. No schema refuses them, and every run fails
 * with a SignatureMismatchError, also of a flow with `**kwargs`, which takes its `kwargs` as one parameter.
 */
export function unknownParameters(
  parameters: JsonObject,
  schema: JsonObject,
): { given: string; meant: string | undefined }[] {
  const { properties } = schema;
  if (!isObject(properties)) return [];
  const known = Object.keys(properties);
  return Object.keys(parameters)
    .filter((given) => !Object.hasOwn(properties, given))
    .map((given) => ({ given, meant: similarName(given, known) }));
}

interface SchemaCheck {
  check: CheckValue;
  unchecked: string[];
}
const checks = new Map<string, SchemaCheck>();

/** Compiling is what takes time: schemas of the same text share a check. */
function checkOf(schema: Json): SchemaCheck {
  const text = jsonText(schema);
  const known = checks.get(text);
  if (known) return known;
  const made = {
    check: compileSchema(schema, { firstOnly: true }),
    unchecked: uncheckedPatterns(schema),
  };
  checks.set(text, made);
  return made;
}

/**
 * What of the schema says anything of these parameters, without what is required: `properties` speaks of none but
 * those that are there, and most deployments give few of a flow's parameters. Where something refers to more than a
 * definition, all of it.
 */
function relevantPart(schema: { [key: string]: Json }, given: { [name: string]: Json }): Json {
  const { properties } = schema;
  if (!isObject(properties)) return withoutRequired(schema);
  const used = Object.entries(properties).filter(([name]) => Object.hasOwn(given, name));
  const part = withoutRequired({ ...schema, properties: Object.fromEntries(used) });
  return REFERS_ELSEWHERE.test(jsonText(part)) ? withoutRequired(schema) : part;
}

const REFERS_ELSEWHERE = /"\$(?:ref|dynamicRef|recursiveRef)":"(?!#\/(?:definitions|\$defs)\/)/;

/** Prefect's `remove_nested_keys(["required"], ...)`: through mappings, not through lists. */
function withoutRequired(schema: Json): Json {
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== "required")
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
