import { isObject, type Json, jsonText } from "#json";
import { linearPattern } from "./linear-pattern.ts";

/** Patterns of a schema that no value is checked against, since RE2 doesn't know them. */
export function uncheckedPatterns(schema: Json): string[] {
  return withoutUnchecked(schema).unchecked;
}

/** A schema without the patterns that RE2 refuses. */
export function withoutUnchecked(schema: Json): { schema: Json; unchecked: string[] } {
  if (!jsonText(schema).includes('"pattern')) return { schema, unchecked: [] };
  const unchecked = new Set<string>();
  const without = stripped(schema, unchecked);
  return { schema: unchecked.size > 0 ? without : schema, unchecked: [...unchecked] };
}

/** Keywords whose values are data and no schemas. */
const DATA = new Set(["const", "enum", "default", "examples"]);

function stripped(schema: Json, unchecked: Set<string>): Json {
  if (Array.isArray(schema)) return schema.map((item) => stripped(item, unchecked));
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(
    ([key, value]) => [key, DATA.has(key) ? value : stripped(value, unchecked)] as const,
  );
  const refused = entries.flatMap(([key, value]) =>
    patternsOf(key, value).filter((pattern) => linearPattern(pattern) === undefined),
  );
  for (const pattern of refused) unchecked.add(pattern);
  if (refused.length === 0) return Object.fromEntries(entries);
  // Which properties are additional depends on the patterns of the others.
  const dropped = new Set(["pattern", "patternProperties", "additionalProperties", "unevaluatedProperties"]);
  return Object.fromEntries(entries.filter(([key]) => !dropped.has(key)));
}

function patternsOf(key: string, value: Json): string[] {
  if (key === "pattern") return typeof value === "string" ? [value] : [];
  return key === "patternProperties" && isObject(value) ? Object.keys(value) : [];
}
