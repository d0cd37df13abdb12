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
  return without(schema, PASSED_OVER);
}

/** The schema without what asks for whatever no other keyword has looked at. */
export function withoutUnevaluated(schema: Json): Json {
  return without(schema, UNEVALUATED);
}

const UNEVALUATED: ReadonlySet<string> = new Set(["unevaluatedProperties", "unevaluatedItems"]);

function without(schema: Json, keywords: ReadonlySet<string>): Json {
  return changed(schema, (part) =>
    Object.fromEntries(Object.entries(part).filter(([keyword]) => !keywords.has(keyword))),
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

/** References that lead to nothing but one another, such as from a definition to itself. */
export function endlessReferences(schema: Json): string[] {
  return referencesOf(schema).filter((reference) => {
    const seen = new Set<string>();
    for (let next: Json | undefined = reference; typeof next === "string"; next = referenceAt(schema, next)) {
      if (seen.has(next)) return true;
      seen.add(next);
    }
    return false;
  });
}

/** What stands as `$ref` where a pointer within the schema leads. */
function referenceAt(schema: Json, pointer: string): Json | undefined {
  if (!pointer.startsWith("#/")) return undefined;
  const target = pointer
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), schema);
  return isObject(target) ? target.$ref : undefined;
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
