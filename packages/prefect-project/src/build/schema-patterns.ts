import type { Json } from "#flow-source";
import lazy from "./lazy-re2.cjs";

/**
 * Patterns of a schema run in RE2, whose time grows with the text alone: a flow's author can write one that takes
 * JavaScript's own engine for ever. Throws for a pattern that RE2 doesn't know, such as a lookahead.
 */
export function linearPattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = lazy.loadRe2().compile(pattern);
  // The schema compiler tells patterns apart by their text.
  return { test: (text) => compiled.test(text), toString: () => pattern };
}

/** A schema without the patterns that RE2 refuses, which are then not checked. */
export function withoutUncheckable(schema: Json): { schema: Json; unchecked: string[] } {
  const unchecked = new Set<string>();
  if (!JSON.stringify(schema).includes('"pattern')) return { schema, unchecked: [] };
  return { schema: stripped(schema, unchecked), unchecked: [...unchecked] };
}

/** Keywords whose values are data and no schemas. */
const DATA = new Set(["const", "enum", "default", "examples"]);

function stripped(schema: Json, unchecked: Set<string>): Json {
  if (Array.isArray(schema)) return schema.map((item) => stripped(item, unchecked));
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.entries(schema).map(
    ([key, value]) => [key, DATA.has(key) ? value : stripped(value, unchecked)] as const,
  );
  const refused = entries.flatMap(([key, value]) => patternsOf(key, value).filter(isUncheckable));
  for (const pattern of refused) unchecked.add(pattern);
  if (refused.length === 0) return Object.fromEntries(entries);
  // Which properties are additional depends on the patterns of the others.
  const dropped = new Set(["pattern", "patternProperties", "additionalProperties", "unevaluatedProperties"]);
  return Object.fromEntries(entries.filter(([key]) => !dropped.has(key)));
}

function patternsOf(key: string, value: Json): string[] {
  if (key === "pattern") return typeof value === "string" ? [value] : [];
  if (key !== "patternProperties" || value === null || typeof value !== "object") return [];
  return Object.keys(value);
}

function isUncheckable(pattern: string): boolean {
  try {
    linearPattern(pattern);
    return false;
  } catch {
    return true;
  }
}
