import type { FuncKeywordDefinition, SchemaValidateFunction } from "ajv";
import { canonicalText, isNumber, isObject, type Json, type JsonNumber, ofInt, pythonNumber } from "#json";
import { originalAt } from "./plain-copy.ts";

/** What a keyword objects to, or undefined; both values are as they were before they became JavaScript's. */
type Judge = (limit: Json, value: Json) => string | undefined;

const COMPARISONS: Record<string, [string, (value: bigint | number, limit: bigint | number) => boolean]> = {
  minimum: [">=", (value, limit) => value >= limit],
  maximum: ["<=", (value, limit) => value <= limit],
  exclusiveMinimum: [">", (value, limit) => value > limit],
  exclusiveMaximum: ["<", (value, limit) => value < limit],
};

const JUDGES: Record<string, Judge> = {
  ...Object.fromEntries(
    Object.entries(COMPARISONS).map(([keyword, [sign, holds]]): [string, Judge] => [
      keyword,
      (limit, value) =>
        holds(pythonNumber(value as JsonNumber), pythonNumber(limit as JsonNumber))
          ? undefined
          : `must be ${sign} ${limit}`,
    ]),
  ),
  multipleOf: (limit, value) =>
    isMultiple(pythonNumber(value as JsonNumber), pythonNumber(limit as JsonNumber))
      ? undefined
      : `must be multiple of ${limit}`,
  const: (limit, value) => (textOf(limit) === textOf(value) ? undefined : "must be equal to constant"),
  enum: (limit, value) =>
    (limit as Json[]).some((one) => textOf(one) === textOf(value))
      ? undefined
      : "must be equal to one of the allowed values",
  uniqueItems: (limit, value) =>
    limit === false || new Set((value as Json[]).map(textOf)).size === (value as Json[]).length
      ? undefined
      : "must NOT have duplicate items",
};

export const exactKeywordNames: readonly string[] = Object.keys(JUDGES);

/** Keywords that compare numbers, exact for those that JavaScript's own can't tell apart (Python's `jsonschema`). */
export const exactKeywords: readonly FuncKeywordDefinition[] = Object.entries(JUDGES).map(
  ([keyword, judge]) => {
    const validate: SchemaValidateFunction = (_limit, _data, parentSchema, place) => {
      if (!parentSchema || !place) return true;
      const message = judge(
        originalAt(parentSchema, keyword),
        originalAt(place.parentData, place.parentDataProperty),
      );
      validate.errors = message === undefined ? [] : [{ keyword, message, params: {} }];
      return message === undefined;
    };
    const type = keyword === "const" || keyword === "enum" ? {} : { type: typeOf(keyword) };
    return { keyword, ...type, errors: true, validate };
  },
);

function typeOf(keyword: string): "array" | "number" {
  return keyword === "uniqueItems" ? "array" : "number";
}

/** By a float Python divides, by an int it takes the remainder. */
function isMultiple(value: bigint | number, factor: bigint | number): boolean {
  if (typeof factor === "number") return Number.isInteger(Number(value) / factor);
  return typeof value === "bigint" ? value % factor === 0n : value % Number(factor) === 0;
}

/** One text for what Python's `==` holds equal: 25 and 25.0, unlike true and 1, which JSON Schema tells apart. */
function textOf(value: Json): string {
  return canonicalText(withWholeNumbers(value));
}

function withWholeNumbers(value: Json): Json {
  if (isNumber(value)) {
    const number = pythonNumber(value);
    return typeof number === "number" && Number.isInteger(number) ? ofInt(BigInt(number)) : value;
  }
  if (Array.isArray(value)) return value.map(withWholeNumbers);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withWholeNumbers(item)]));
}
