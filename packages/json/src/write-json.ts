import { stringify } from "lossless-json";
import { ExactNumber } from "./exact-number.ts";

const NUMBERS = [
  { test: (value: unknown) => value instanceof ExactNumber, stringify: (value: unknown) => String(value) },
];

/**
 * Writes a value as `JSON.stringify` does, every number as Python's `json` writes it.
 *
 * @param value JSON, or an object that holds nothing but JSON
 */
export function jsonText(value: unknown, { indent, replace }: JsonTextOptions = {}): string {
  const replacer =
    replace && ((_: string, item: unknown) => (typeof item === "string" ? replace(item) : item));
  return holdsExactNumber(value)
    ? (stringify(value, replacer, indent, NUMBERS) ?? "null")
    : (JSON.stringify(value, replacer, indent) ?? "null");
}

export interface JsonTextOptions {
  /** Spaces for each level; all in one line unless given. */
  indent?: number;
  /** What each text of it becomes, such as to hide a secret; keys stay. */
  replace?: (text: string) => string;
}

function holdsExactNumber(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof ExactNumber) return true;
  for (const key in value) if (holdsExactNumber((value as Record<string, unknown>)[key])) return true;
  return false;
}
