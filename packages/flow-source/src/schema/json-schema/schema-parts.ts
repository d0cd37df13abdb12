import { canonicalText, isNumber, type Json, type JsonObject, pythonNumber } from "#json";
import type { CoreSchema } from "../core-schemas/core-schema.ts";

/** `field_title_should_be_set`: what has a definition carries its own title, also inside a validator. */
export function takesTitle(coreSchema: CoreSchema): boolean {
  if (coreSchema.kind === "default" || coreSchema.kind === "nullable") return takesTitle(coreSchema.inner);
  if (
    coreSchema.kind === "wrapped" &&
    (coreSchema.core.startsWith("function-") || coreSchema.core === coreSchema.inner.core)
  ) {
    return takesTitle(coreSchema.inner);
  }
  return coreSchema.kind !== "definition";
}

/** `name.title().replace('_', ' ').strip()`; `str.title` begins a word after anything that is no letter. */
export function titleOf(name: string): string {
  return name
    .replace(/\p{L}+/gu, (word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`)
    .replaceAll("_", " ")
    .trim();
}

export function literal(expected: readonly Json[]): JsonObject {
  const [only] = expected;
  const json: JsonObject =
    expected.length === 1 && only !== undefined ? { const: only } : { enum: [...expected] };
  const type = commonType(expected);
  if (type) json.type = type;
  return json;
}

/** JSON type that all values share, integers and floats apart. */
export function commonType(values: readonly Json[]): string | undefined {
  const types = new Set(
    values.map((value) => {
      if (value === null) return "null";
      if (Array.isArray(value)) return "array";
      if (isNumber(value)) return typeof pythonNumber(value) === "bigint" ? "integer" : "number";
      return typeof value;
    }),
  );
  const [type] = types;
  return types.size === 1 && type !== "object" ? type : undefined;
}

export function flattenedAnyOf(schemas: readonly JsonObject[]): JsonObject {
  const members = distinct(
    schemas.flatMap((schema) =>
      Object.keys(schema).length === 1 && Array.isArray(schema.anyOf)
        ? (schema.anyOf as JsonObject[])
        : [schema],
    ),
  );
  const [only] = members;
  return only && members.length === 1 ? only : { anyOf: members };
}

export function distinct(schemas: readonly JsonObject[]): JsonObject[] {
  return [...new Map(schemas.map((schema) => [canonicalText(schema), schema])).values()];
}
