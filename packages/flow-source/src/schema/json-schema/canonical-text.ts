import type { Json } from "../../flow-reading.ts";

export function sameJson(left: Json, right: Json): boolean {
  return canonicalText(left) === canonicalText(right);
}

/** JSON text that doesn't depend on the order of keys. */
export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalText(entry)}`).join()}}`;
}
