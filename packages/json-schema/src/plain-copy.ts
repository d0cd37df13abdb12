import { isNumber, type Json } from "#json";

const originals = new WeakMap<object, Json>();

/** A copy whose numbers are JavaScript's, the nearest where there is no equal one; {@link originalAt} has each as it was. */
export function plainCopy(value: Json): Json {
  if (isNumber(value)) return Number(value);
  if (value === null || typeof value !== "object") return value;
  const copy = Array.isArray(value)
    ? value.map(plainCopy)
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item)]));
  originals.set(copy, value);
  return copy;
}

/** What stood in a place of the value that a copy was made of. */
export function originalAt(parent: object, key: string | number): Json {
  return (originals.get(parent) as { [key: string | number]: Json })[key] ?? null;
}

/** Whether a number in it may lie beyond those that JavaScript has all of. */
export function holdsLargeNumber(value: Json): boolean {
  if (isNumber(value)) return Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER;
  return value !== null && typeof value === "object" && Object.values(value).some(holdsLargeNumber);
}
