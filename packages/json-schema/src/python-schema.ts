import { isObject, type Json, type JsonObject } from "#json";

/** Keywords that Ajv obeys, or trips over, and that Python's `jsonschema` passes over (draft 2020-12). */
const PASSED_OVER: ReadonlySet<string> = new Set([
  ...["nullable", "id", "$schema", "$async", "$vocabulary", "dependencies", "discriminator"],
  ...["$recursiveRef", "$recursiveAnchor"],
]);

/** Keywords whose value maps names to schemas. */
const MAPS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"],
]);

/** Keywords whose value is no schema, whatever it looks like. */
const VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples", "dependentRequired"]);

/** Stands in a schema for a `$ref` that leads nowhere; see {@link withoutReferences}. */
export const LEADS_NOWHERE = "x-leads-nowhere";

/** The schema as Python's `jsonschema` reads it, for Ajv to read it alike. */
export function asPythonReads(schema: Json): Json {
  return changed(schema, (part) =>
    Object.fromEntries(Object.entries(part).filter(([keyword]) => !PASSED_OVER.has(keyword))),
  );
}

/** The references of a schema, each once. */
export function referencesOf(schema: Json): string[] {
  const found = new Set<string>();
  changed(schema, (part) => {
    if (typeof part.$ref === "string") found.add(part.$ref);
    return part;
  });
  return [...found];
}

/** The schema with {@link LEADS_NOWHERE} in place of these references. */
export function withoutReferences(schema: Json, references: ReadonlySet<string>): Json {
  if (references.size === 0) return schema;
  return changed(schema, (part) => {
    const { $ref, ...rest } = part;
    return typeof $ref === "string" && references.has($ref) ? { ...rest, [LEADS_NOWHERE]: $ref } : part;
  });
}

/** A copy in which each schema has been changed, the outer ones first. */
function changed(schema: Json, change: (part: JsonObject) => JsonObject): Json {
  if (Array.isArray(schema)) return schema.map((one) => changed(one, change));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(change(schema)).map(([keyword, value]) => {
      if (VALUES.has(keyword)) return [keyword, value];
      if (!MAPS.has(keyword) || !isObject(value)) return [keyword, changed(value, change)];
      const entries = Object.entries(value).map(([name, one]) => [name, changed(one, change)]);
      return [keyword, Object.fromEntries(entries)];
    }),
  );
}
