import { ExactNumber, isNumber, type JsonNumber } from "./exact-number.ts";
import { isObject, type Json, same } from "./json.ts";

/**
 * A value as every Prefect server gives it back. One on SQLite keeps it as it is; PostgreSQL's `jsonb` has no exponent
 * and no negative zero: a float from 1e16 on comes back as the int that its digits are, -0.0 as 0.0.
 */
export function storedForm(value: Json): Json {
  if (isNumber(value)) return storedNumber(String(value));
  if (Array.isArray(value)) return value.map(storedForm);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, storedForm(item)]));
}

/** Whether two values are one as far as a server of either kind can tell: else one would be written again and again. */
export function sameStored(a: Json | undefined, b: Json | undefined): boolean {
  if (same(a, b)) return true;
  return a !== undefined && b !== undefined && same(storedForm(a), storedForm(b));
}

function storedNumber(text: string): JsonNumber {
  if (text === "-0.0") return ExactNumber.of("0.0");
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d)(?:\.(\d+))?e\+(\d+)$/.exec(text) ?? [];
  return ExactNumber.of(
    exponent === undefined ? text : `${sign}${(whole + fraction).padEnd(Number(exponent) + 1, "0")}`,
  );
}
