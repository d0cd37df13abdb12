import { isNumber, type Json, type JsonObject } from "#json";
import { type Constraints, type CoreSchema, type Definition, Refused, TypeUnknown } from "./core-schema.ts";

/** pydantic's constraints and the JSON schema keywords that show them (`GenerateJsonSchema.ValidationsMapping`). */
export const constraintKeywords = {
  numeric: {
    multiple_of: "multipleOf",
    le: "maximum",
    ge: "minimum",
    lt: "exclusiveMaximum",
    gt: "exclusiveMinimum",
  },
  text: { min_length: "minLength", max_length: "maxLength", pattern: "pattern" },
  bytes: { min_length: "minLength", max_length: "maxLength" },
  array: { min_length: "minItems", max_length: "maxItems" },
  object: { min_length: "minProperties", max_length: "maxProperties" },
} as const;

const keywordsOf: Record<string, Record<string, string>> = {
  int: constraintKeywords.numeric,
  float: constraintKeywords.numeric,
  str: constraintKeywords.text,
  url: constraintKeywords.text,
  bytes: constraintKeywords.bytes,
  list: constraintKeywords.array,
  dict: constraintKeywords.object,
};

/** Adds the keywords of constraints that a type shows; the others change validation only. */
export function withConstraints(json: JsonObject, core: string, constraints: Constraints): JsonObject {
  const keywords = keywordsOf[core] ?? {};
  const shown: JsonObject = {};
  for (const [name, value] of Object.entries(constraints)) {
    const keyword = keywords[name];
    if (keyword) shown[keyword] = value;
  }
  return { ...json, ...shown };
}

const length = ["min_length", "max_length"];
const inequality = ["le", "ge", "lt", "gt"];
const numeric = ["multiple_of", ...inequality];
const textOnly = [
  "pattern",
  "strip_whitespace",
  "to_lower",
  "to_upper",
  "coerce_numbers_to_str",
  "ascii_only",
];

/** Which pydantic-core types take which constraints themselves (`_known_annotated_metadata`). */
const takenBy: Record<string, ReadonlySet<string>> = {
  str: new Set([...length, "strict", ...textOnly]),
  bytes: new Set([...length, "strict"]),
  list: new Set([...length, "strict", "fail_fast"]),
  deque: new Set([...length, "strict", "fail_fast"]),
  tuple: new Set([...length, "strict", "fail_fast"]),
  set: new Set([...length, "strict", "fail_fast"]),
  frozenset: new Set([...length, "strict", "fail_fast"]),
  dict: new Set([...length, "strict", "fail_fast"]),
  generator: new Set(length),
  float: new Set([...numeric, "allow_inf_nan", "strict"]),
  decimal: new Set([...numeric, "allow_inf_nan", "strict", "max_digits", "decimal_places"]),
  fraction: new Set([...numeric, "strict"]),
  int: new Set([...numeric, "strict"]),
  date: new Set([...inequality, "strict"]),
  time: new Set([...inequality, "strict"]),
  datetime: new Set([...inequality, "strict"]),
  timedelta: new Set([...numeric, "strict"]),
  bool: new Set(["strict"]),
  uuid: new Set(["strict"]),
  enum: new Set(["strict"]),
  "lax-or-strict": new Set(["strict"]),
  complex: new Set(["strict"]),
  union: new Set(["union_mode"]),
  url: new Set(["max_length", "strict"]),
};

const temporal = new Set(["date", "time", "datetime", "timedelta"]);

/** Constraints that a validator checks where the type itself doesn't take them. */
const checkedApart = new Set([...numeric, ...length, "max_digits", "decimal_places"]);

/**
 * Puts one constraint on a type (`apply_known_metadata`). Throws Refused where pydantic has no way to check it.
 */
export function applyConstraint(coreSchema: CoreSchema, name: string, value: Json): CoreSchema {
  if (coreSchema.kind === "nullable")
    return { ...coreSchema, inner: applyConstraint(coreSchema.inner, name, value) };
  if (coreSchema.kind === "wrapped" && coreSchema.core === coreSchema.inner.core) {
    return { ...coreSchema, inner: applyConstraint(coreSchema.inner, name, value) };
  }
  if (temporal.has(coreSchema.core) && inequality.includes(name) && isNumber(value)) {
    throw new TypeUnknown("whether a date or time can be compared with a number isn't known");
  }
  if (takenBy[coreSchema.core]?.has(name)) {
    return "constraints" in coreSchema
      ? { ...coreSchema, constraints: { ...coreSchema.constraints, [name]: value } }
      : coreSchema;
  }
  if (coreSchema.kind === "definition" && makesOwnDefinition(coreSchema.definition, value)) {
    throw new TypeUnknown("a constraint on such a type makes a definition of its own");
  }
  const strictDefinition =
    coreSchema.kind === "definition" && /^(model|typed-dict|enum)$/.test(coreSchema.definition.core);
  if (strictDefinition && name === "strict") return coreSchema;
  if (coreSchema.kind === "wrapped" && coreSchema.core.startsWith("function-") && name === "strict") {
    return { ...coreSchema, inner: applyConstraint(coreSchema.inner, name, value) };
  }
  // A validator of text after the type: only the first step of such a chain is shown.
  if (textOnly.includes(name)) return { kind: "wrapped", core: "chain", inner: coreSchema, updates: {} };
  if (checkedApart.has(name)) {
    return {
      kind: "wrapped",
      core: "function-after",
      inner: coreSchema,
      updates: { [shownAs(coreSchema, name)]: value },
    };
  }
  if (name === "allow_inf_nan" && value === false) {
    return { kind: "wrapped", core: "function-after", inner: coreSchema, updates: {} };
  }
  if (coreSchema.core === "other") throw new TypeUnknown(`whether \`${name}\` can be put on it isn't known`);
  throw new Refused(`pydantic can't put the constraint \`${name}\` on it.`, `Take \`${name}\` away.`);
}

/** pydantic names a constrained type after its text; the name only stays the same where that text has no brackets. */
function makesOwnDefinition(definition: Definition, value: Json): boolean {
  const isText = typeof value === "string" && /[[\],:]/.test(value);
  return definition.core === "alias" || definition.shortName.endsWith("]") || isText;
}

function shownAs(coreSchema: CoreSchema, name: string): string {
  if (!length.includes(name)) return name;
  let inner = coreSchema;
  while (inner.kind === "wrapped") inner = inner.inner;
  const items = inner.core === "list" || inner.core === "sequence";
  if (name === "min_length") return items ? "minItems" : "minLength";
  return items ? "maxItems" : "maxLength";
}
