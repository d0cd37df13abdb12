import {
  isNumber,
  type Json,
  type JsonObject,
  ofFloat,
  ofInt,
  canonicalText as ofJson,
  pythonNumber,
  pythonRepr,
} from "#json";

/**
 * A value of a deployment's configuration: JSON, but with Python's difference between int (bigint) and float
 * (number), which shows when a template makes a text of it.
 */
export type ConfigValue = null | boolean | bigint | number | string | ConfigValue[] | Config;

/** A mapping with text keys. A Map, since an object would put number-like keys first and trip over `__proto__`. */
export type Config = Map<string, ConfigValue>;

export function toJson(value: ConfigValue): Json {
  if (typeof value === "bigint") return ofInt(value);
  if (typeof value === "number") return ofFloat(value);
  if (Array.isArray(value)) return value.map(toJson);
  return value instanceof Map ? toJsonObject(value) : value;
}

export function toJsonObject(value: Config): JsonObject {
  return Object.fromEntries([...value].map(([key, item]) => [key, toJson(item)]));
}

/** What JSON says, as Python reads it. */
export function fromJson(value: Json): ConfigValue {
  if (isNumber(value)) return pythonNumber(value);
  if (Array.isArray(value)) return value.map(fromJson);
  if (value !== null && typeof value === "object") {
    return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
  }
  return value;
}

/** One text for all spellings of the same value: the order of keys has no meaning. */
export function canonicalText(value: ConfigValue): string {
  return ofJson(toJson(value));
}

/** Python's `str()` of a value. */
export function pythonText(value: ConfigValue): string {
  return typeof value === "string" ? value : reprOf(value);
}

function reprOf(value: ConfigValue): string {
  if (Array.isArray(value)) return `[${value.map(reprOf).join(", ")}]`;
  if (!(value instanceof Map)) return pythonRepr(value);
  return `{${[...value].map(([key, item]) => `${pythonRepr(key)}: ${reprOf(item)}`).join(", ")}}`;
}
