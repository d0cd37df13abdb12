import { ExactNumber } from "./exact-number.ts";
import type { Json } from "./json.ts";

/** One text for all spellings of the same value: the order of keys has no meaning, 25 and 25.0 are two values. */
export function canonicalText(value: Json): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value !== "object" || value instanceof ExactNumber) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`).join(",")}}`;
}
