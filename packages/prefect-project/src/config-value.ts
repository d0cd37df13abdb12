import type { Json } from "#flow-source";

/**
 * A value of a deployment's configuration: JSON, but with Python's difference between int (bigint) and float
 * (number), which shows when a template makes a text of it.
 */
export type ConfigValue = null | boolean | bigint | number | string | ConfigValue[] | Config;

/** A mapping with text keys. A Map, since an object would put number-like keys first and trip over `__proto__`. */
export type Config = Map<string, ConfigValue>;

/** Largest whole number that JSON carries exactly everywhere. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether every number in it can be stored exactly. */
export function isExact(value: ConfigValue): boolean {
  if (typeof value === "bigint") return value <= LARGEST && value >= -LARGEST;
  if (Array.isArray(value)) return value.every(isExact);
  return value instanceof Map ? [...value.values()].every(isExact) : true;
}

export function toJson(value: ConfigValue): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return toJsonObject(value);
  return value;
}

export function toJsonObject(value: Config): { [key: string]: Json } {
  return Object.fromEntries([...value].map(([key, item]) => [key, toJson(item)]));
}

/** What JSON says. A number without a fraction counts as an int, unless JSON writes it with an exponent. */
export function fromJson(value: Json): ConfigValue {
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (value !== null && typeof value === "object") {
    return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
  }
  return value;
}

/** One text for all spellings of the same value: the order of keys has no meaning. */
export function canonicalText(value: ConfigValue): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return floatText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value instanceof Map) {
    const keys = [...value.keys()].sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value.get(key) ?? null)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** A float as Python's `repr` writes it: `1.0`, `1e+20`, `1e-05`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const digits = String(Math.abs(exponent)).padStart(2, "0");
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
  }
  const text =
    exponent < 0 ? value.toFixed(mantissa.replace(/[-.]/g, "").length - 1 - exponent) : String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/** Python's `str()` of a value. */
export function pythonText(value: ConfigValue): string {
  return typeof value === "string" ? value : pythonRepr(value);
}

function pythonRepr(value: ConfigValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return floatText(value);
  if (typeof value === "string") return stringRepr(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  return `{${[...value].map(([key, item]) => `${stringRepr(key)}: ${pythonRepr(item)}`).join(", ")}}`;
}

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let inner = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\\" || character === quote) inner += `\\${character}`;
    else if (character === "\n") inner += "\\n";
    else if (character === "\r") inner += "\\r";
    else if (character === "\t") inner += "\\t";
    else if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) inner += character;
    else if (code <= 0xff) inner += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code <= 0xffff) inner += `\\u${code.toString(16).padStart(4, "0")}`;
    else inner += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return quote + inner + quote;
}
