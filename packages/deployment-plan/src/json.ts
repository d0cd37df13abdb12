import { isDeepStrictEqual } from "node:util";
import type { Json } from "#flow-source";

/** A JSON object. */
export type JsonObject = { [key: string]: Json };

/** Whether two JSON values are the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
