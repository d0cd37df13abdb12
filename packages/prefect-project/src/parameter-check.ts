import { isObject, type Json, jsonText } from "#json";
import { type CheckValue, compileSchema, type SchemaError } from "#json-schema";
import { similarName } from "./similar-name.ts";

/**
 * Why the server would refuse a deployment's parameters under its enforced schema, as it checks them when a
 * deployment is made (`validate_parameters_conform_to_schema`): against the schema without anything required.
 */
export function parameterFaults(
  parameters: { [name: string]: Json },
  schema: { [key: string]: Json },
): { parameter: string | undefined; message: string }[] {
  let errors: SchemaError[];
  try {
    errors = checkOf(relevantPart(schema, parameters))(parameters);
  } catch (error) {
    return [{ parameter: undefined, message: `The flow's parameter schema is no JSON Schema: ${error}` }];
  }
  const faults = new Map<string, { parameter: string | undefined; message: string }>();
  for (const { instancePath, message, keyword } of errors) {
    const [parameter, ...deeper] = instancePath.split("/").slice(1).map(unescapePointer);
    // One fault a parameter: a union's branches each tell their own.
    if (!parameter || faults.has(parameter)) continue;
    const inside = deeper.length > 0 ? ` at ${deeper.join(".")}` : "";
    const what = keyword === "anyOf" || keyword === "oneOf" ? "fits none of its types" : message;
    faults.set(parameter, {
      parameter,
      message: `The flow doesn't take this value of ${parameter}${inside}: it ${what}.`,
    });
  }
  return [...faults.values()];
}

/** Parameters that the flow doesn't have, though one has nearly the name: runs would fail, and no schema refuses them. */
export function misspeltParameters(
  parameters: { [name: string]: Json },
  schema: { [key: string]: Json },
): { given: string; meant: string }[] {
  const { properties } = schema;
  if (!isObject(properties)) return [];
  return Object.keys(parameters).flatMap((given) => {
    const meant = Object.hasOwn(properties, given) ? undefined : similarName(given, Object.keys(properties));
    return meant === undefined ? [] : [{ given, meant }];
  });
}

const checks = new Map<string, CheckValue>();

/** Compiling is what takes time: schemas of the same text share a check. */
function checkOf(schema: Json): CheckValue {
  const text = jsonText(schema);
  const check = checks.get(text) ?? compileSchema(schema);
  checks.set(text, check);
  return check;
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
