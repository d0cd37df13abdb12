import type { Fault } from "#diagnostics";
import { floatText } from "#json";
import type { Config, ConfigValue } from "../config-value.ts";
import { PyBytes, PyDate, PyDateTime, PyDict, PySet, PyTuple, type PyValue } from "../python-value.ts";
import { LIMITS } from "../yaml/limits.ts";

/** Keys and indices from the file's root down to a value. */
export type Path = readonly (string | number)[];

/** A path as it is read: `schedules[0].cron`. */
export function pathText(path: Path): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join("");
}

/** What the model refuses, or passes over, and where. */
export interface Problem extends Omit<Fault, "location"> {
  path: Path;
}

export const INVALID = Symbol("invalid");

/** Takes a value as a pydantic field of some type does in lax mode; tells of what it refuses and returns INVALID. */
export type Coerce<Result extends ConfigValue = ConfigValue> = (
  value: PyValue,
  path: Path,
  problems: Problem[],
) => Result | typeof INVALID;

function refuse(problems: Problem[], path: Path, message: string, fix?: string): typeof INVALID {
  problems.push({ path, code: "field-invalid", message, ...(fix ? { fix } : {}) });
  return INVALID;
}

/** `str`: a text. A number or a date is none: YAML needs quotes around it. */
export const text: Coerce<string> = (value, path, problems) => {
  if (typeof value === "string") return value;
  if (value instanceof PyBytes) {
    const decoded = decode(value);
    if (decoded !== undefined) return decoded;
  }
  const name = fieldName(path);
  const quotable = ["boolean", "bigint", "number"].includes(typeof value) || value instanceof PyDate;
  return refuse(
    problems,
    path,
    `${name} must be a text, and this is ${describe(value)}.`,
    quotable ? "Put it in quotes." : undefined,
  );
};

const TRUE = new Set(["1", "on", "t", "true", "y", "yes"]);
const FALSE = new Set(["0", "off", "f", "false", "n", "no"]);

/** `bool`: also 0 and 1, and the usual words. */
export const bool: Coerce<boolean> = (value, path, problems) => {
  if (typeof value === "boolean") return value;
  if (value === 0n || value === 0) return false;
  if (value === 1n || value === 1) return true;
  const word = value instanceof PyBytes ? decode(value) : value;
  if (typeof word === "string") {
    if (TRUE.has(word.toLowerCase())) return true;
    if (FALSE.has(word.toLowerCase())) return false;
  }
  return refuse(problems, path, `${fieldName(path)} must be true or false, and this is ${describe(value)}.`);
};

/** `int`: also a float without a fraction, a bool, and a text of digits. */
export const int: Coerce<bigint> = (value, path, problems) => {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value);
  const word = value instanceof PyBytes ? decode(value) : value;
  if (typeof word === "string") {
    const digits =
      word.length > LIMITS.digits ? null : /^([+-]?)([0-9]+(?:_[0-9]+)*)(?:\.0+)?$/.exec(word.trim());
    if (digits?.[2]) return BigInt(digits[2].replaceAll("_", "")) * (digits[1] === "-" ? -1n : 1n);
  }
  return refuse(problems, path, `${fieldName(path)} must be a whole number, and this is ${describe(value)}.`);
};

/** `Any`, as pydantic's JSON mode writes it: dates and keys become texts, what JSON hasn't becomes null. */
export const any: Coerce = (value, path, problems) => plain(value, path, problems, []);

function plain(
  value: PyValue,
  path: Path,
  problems: Problem[],
  around: readonly PyValue[],
): ConfigValue | typeof INVALID {
  if (
    value === null ||
    typeof value === "boolean" ||
    typeof value === "bigint" ||
    typeof value === "string"
  ) {
    return value;
  }
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value instanceof PyDate || value instanceof PyDateTime) return value.toString();
  if (value instanceof PyBytes) {
    return (
      decode(value) ??
      refuse(problems, path, "These bytes are no UTF-8 text, and nothing else can be stored.")
    );
  }
  if (around.includes(value))
    return refuse(problems, path, "This value contains itself, and can't be stored.");
  const inside = [...around, value];
  if (value instanceof PyDict) {
    const config: Config = new Map();
    for (const [key, item] of value.entries()) {
      const name = keyText(key);
      const result = plain(item, [...path, name], problems, inside);
      if (result === INVALID) return INVALID;
      config.set(name, result);
    }
    return config;
  }
  const list: ConfigValue[] = [];
  for (const [index, item] of listItems(value).entries()) {
    const result = plain(item, [...path, index], problems, inside);
    if (result === INVALID) return INVALID;
    list.push(result);
  }
  return list;
}

/** A key as pydantic's JSON mode writes it. */
export function keyText(key: PyValue): string {
  if (typeof key === "string") return key;
  if (key === null) return "None";
  if (typeof key === "number") return Number.isFinite(key) ? floatText(key) : "None";
  if (key instanceof PyBytes) return decode(key) ?? "";
  if (key instanceof PyTuple) return key.items.map(keyText).join(",");
  return String(key);
}

/** `Optional[...]`: null too. */
export function optional<Result extends ConfigValue>(coerce: Coerce<Result>): Coerce<Result | null> {
  return (value, path, problems) => (value === null ? null : coerce(value, path, problems));
}

/** `list[...]`: also a set or a tuple, that only YAML's own tags make. */
export function list(coerce: Coerce): Coerce<ConfigValue[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value) && !(value instanceof PySet) && !(value instanceof PyTuple)) {
      return refuse(problems, path, `${fieldName(path)} must be a list, and this is ${describe(value)}.`);
    }
    const items = listItems(value).map((item, index) => coerce(item, [...path, index], problems));
    return items.some((item) => item === INVALID) ? INVALID : (items as ConfigValue[]);
  };
}

/** `dict[str, Any]`: whose own keys have to be texts; those deeper down needn't. */
export const dict: Coerce<Config> = (value, path, problems) => {
  if (!(value instanceof PyDict)) {
    return refuse(problems, path, `${fieldName(path)} must be a mapping, and this is ${describe(value)}.`);
  }
  const config: Config = new Map();
  let valid = true;
  for (const [key, item] of value.entries()) {
    const name = typeof key === "string" ? key : key instanceof PyBytes ? decode(key) : undefined;
    if (name === undefined) {
      const shown = keyText(key);
      refuse(
        problems,
        [...path, shown],
        `The key ${shown} must be a text, and is ${describe(key)}.`,
        "Put it in quotes.",
      );
      valid = false;
      continue;
    }
    const result = any(item, [...path, name], problems);
    if (result === INVALID) valid = false;
    else config.set(name, result);
  }
  return valid ? config : INVALID;
};

export type Fields = { readonly [name: string]: Coerce };

/**
 * A model that ignores keys which it hasn't; each of them is told through `ignored`.
 *
 * @param elsewhere keys that it hasn't and somebody else reads
 */
export function model(
  fields: Fields,
  ignored: Problem[] | undefined,
  elsewhere: readonly string[] = [],
): Coerce<Config> {
  return (value, path, problems) => {
    if (!(value instanceof PyDict)) {
      return refuse(problems, path, `${fieldName(path)} must be a mapping, and this is ${describe(value)}.`);
    }
    const config: Config = new Map();
    let valid = true;
    for (const [key, item] of value.entries()) {
      const field = typeof key === "string" && Object.hasOwn(fields, key) ? fields[key] : undefined;
      const name = keyText(key);
      if (!field) {
        if (elsewhere.includes(name)) continue;
        ignored?.push({
          path: [...path, name],
          code: "key-unknown",
          message: `Prefect doesn't know the key ${name} here and ignores it.`,
        });
        continue;
      }
      const result = field(item, [...path, name], problems);
      if (result === INVALID) valid = false;
      else config.set(name, result);
    }
    return valid ? config : INVALID;
  };
}

export function listItems(value: readonly PyValue[] | PySet | PyTuple): readonly PyValue[] {
  if (value instanceof PySet) return value.items();
  return value instanceof PyTuple ? value.items : value;
}

function decode(bytes: PyBytes): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.bytes);
  } catch {
    return undefined;
  }
}

/** A value in a message: what kind it is, and it itself where that is short and no secret can be in it. */
export function describe(value: PyValue): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return `the boolean ${value}`;
  if (typeof value === "bigint") return `the number ${value}`;
  if (typeof value === "number") return `the number ${floatText(value)}`;
  if (typeof value === "string") return "a text";
  if (value instanceof PyDate || value instanceof PyDateTime) return `the date ${value}`;
  if (value instanceof PyBytes) return "binary data";
  return value instanceof PyDict ? "a mapping" : "a list";
}

function fieldName(path: Path): string {
  const name = path.at(-1);
  return typeof name === "string" ? name : "Each entry";
}
