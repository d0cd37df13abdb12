import { isDeepStrictEqual } from "node:util";
import { ExactNumber } from "./exact-number.ts";

/** Any JSON value, its numbers as Python has them: see {@link ExactNumber}. */
export type Json = null | boolean | number | string | ExactNumber | Json[] | JsonObject;

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Whether a value is a JSON object: no list, and no number that needs an object of its own. */
export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** Whether a value is an object of texts. */
export function isTextMap(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((item) => typeof item === "string");
}

/** Whether two JSON values are the same, whatever the order of their keys. 25 and 25.0 are two values. */
export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}
