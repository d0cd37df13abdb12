import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import type { Json } from "#flow-source";

/**
 * Why the server would refuse a deployment's parameters under its enforced schema, as it checks them when a
 * deployment is made (`validate_parameters_conform_to_schema`): against the schema without anything required.
 */
export function parameterFaults(
  parameters: { [name: string]: Json },
  schema: { [key: string]: Json },
): { parameter: string | undefined; message: string }[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, addUsedSchema: false });
  let errors: ErrorObject[];
  try {
    const validate = ajv.compile(withoutRequired(schema) as object);
    errors = validate(parameters) ? [] : (validate.errors ?? []);
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
