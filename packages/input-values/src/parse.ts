import { type Document, parseDocument, visit } from "yaml";
import { isNumber, isObject, type Json, jsonText, ofFloat, ofInt, parseJson } from "#json";

/** A value that an input can't take; its message completes the sentence "Input `name` ...". */
export class InvalidValue extends Error {
  readonly fix: string | undefined;

  constructor(message: string, fix?: string) {
    super(message);
    this.fix = fix;
  }
}

/**
 * A list: a JSON array (or several, one a line, such as outputs of two steps), or text with one item a line or several separated by commas. A comma within braces
 * (`{a,b}/*.yaml`) belongs to its glob. An item with a comma or a line break needs the JSON form.
 */
export function parseList(text: string): string[] {
  const json = parseJsonLines(text) ?? parseJsonArray(text);
  if (json) return json;
  return text
    .split(/[\r\n]+|,(?![^{},]*(?:,[^{},]*)*\})/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function parseJsonLines(text: string): string[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0 || !lines.every((line) => /^\s*\[.*\]\s*$/.test(line))) return undefined;
  const arrays = lines.map(parseJsonArray);
  return arrays.every((array) => array !== undefined) ? arrays.flat() : undefined;
}

function parseJsonArray(text: string): string[] | undefined {
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    if (/^\s*\[\s*"/.test(text)) {
      throw new InvalidValue("begins like a JSON array but is none.", "Pass valid JSON, or one item a line.");
    }
    return undefined;
  }
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => {
    if (typeof item === "string") return item;
    if (isNumber(item) || typeof item === "boolean") return String(item);
    throw new InvalidValue(
      `has ${jsonText(item)} in its JSON array.`,
      "Every item has to be a text, a number or a boolean.",
    );
  });
}

/** `KEY=value` lines, or a YAML (or JSON) mapping; every value is the text that was written. */
export function parseTextMap(text: string): Record<string, string> {
  if (isAssignments(text)) return parseAssignments(text);
  const entries = Object.entries(parseMapping(text, "failsafe"));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (typeof value !== "string") {
        throw new InvalidValue(`has a nested value for ${key}.`, "Every value has to be a text.");
      }
      return [key, value];
    }),
  );
}

/** `KEY=value` lines (every value a text), or a YAML (or JSON) mapping with values of any kind. */
export function parseJsonMap(text: string): Record<string, Json> {
  return isAssignments(text) ? parseAssignments(text) : parseMapping(text, "core");
}

/** What begins with `name=` is assignments; YAML has a colon or a brace before any equals sign. */
function isAssignments(text: string): boolean {
  return /^(\s*#[^\n]*\n|\s)*(?!- )[^\s:={}"'#][^:={}"'#\n]*=/.test(text);
}

function parseAssignments(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const equals = line.indexOf("=");
      const key = line.slice(0, equals).trim();
      if (equals < 0 || key === "") {
        throw new InvalidValue("has a line that is not KEY=value.", "Write one KEY=value a line, or YAML.");
      }
      return [key, line.slice(equals + 1).trim()];
    }),
  );
}

function parseMapping(text: string, schema: "core" | "failsafe"): Record<string, Json> {
  const document: Document = parseDocument(text, { schema, merge: true, intAsBigInt: true });
  const [error] = document.errors;
  if (error) {
    // The parser's message quotes the input, which may be secret; its first part says enough.
    const reason = error.message.split(/ at line |\n/)[0];
    const line = error.linePos?.[0].line;
    throw new InvalidValue(
      `is neither KEY=value lines nor YAML: ${reason}${line === undefined ? "" : ` (line ${line})`}.`,
      "Write one KEY=value a line, or a YAML mapping.",
    );
  }
  keepNumbers(document);
  const value: unknown = document.toJS();
  if (value === null || value === "") return {};
  if (!isObject(value)) {
    throw new InvalidValue("is no mapping.", "Write one KEY=value a line, or a YAML mapping.");
  }
  return value as Record<string, Json>;
}

/** Makes of each number what it is in JSON: 25.0 is a float, and an integer keeps all its digits. */
function keepNumbers(document: Document): void {
  visit(document, {
    Scalar(key, scalar) {
      const { value } = scalar;
      if (key === "key") return;
      if (typeof value === "bigint") scalar.value = ofInt(value);
      if (typeof value !== "number") return;
      if (!Number.isFinite(value)) {
        throw new InvalidValue(
          `has the number ${value}, which JSON hasn't.`,
          "Write it in quotes, as a text.",
        );
      }
      scalar.value = ofFloat(value);
    },
  });
}

/** The runner's own rule (YAML 1.2's core schema): true, True, TRUE, false, False, FALSE. */
export function parseBoolean(text: string): boolean {
  if (["true", "True", "TRUE"].includes(text)) return true;
  if (["false", "False", "FALSE"].includes(text)) return false;
  throw new InvalidValue(`is ${quote(text)}, which is no boolean.`, "Write true or false.");
}

/** A whole number in decimal digits between `minimum` and `maximum`. */
export function parseInteger(
  text: string,
  minimum = Number.MIN_SAFE_INTEGER,
  maximum = Number.MAX_SAFE_INTEGER,
): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= minimum && value <= maximum)) {
    const range = [
      minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : "",
      maximum < Number.MAX_SAFE_INTEGER ? ` up to ${maximum}` : "",
    ].join("");
    throw new InvalidValue(`is ${quote(text)}.`, `Write a whole number${range}.`);
  }
  return value;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** A time in seconds: `90`, `90s`, `10m`, `12h`, `14d`, `2w`; a bare number is seconds. */
export function parseDuration(text: string, minimum = 0, maximum = Number.MAX_SAFE_INTEGER): number {
  const [, number = "", unit = "s"] = /^(\d+)\s*([smhdw])?$/i.exec(text) ?? [];
  const seconds = number === "" ? Number.NaN : Number(number) * (SECONDS[unit.toLowerCase()] ?? Number.NaN);
  if (seconds >= minimum && seconds <= maximum) return seconds;
  const range = [
    minimum > 0 ? ` of at least ${minimum}s` : "",
    maximum < Number.MAX_SAFE_INTEGER ? `${minimum > 0 ? " and" : " of"} at most ${maximum}s` : "",
  ].join("");
  throw new InvalidValue(
    `is ${quote(text)}, which is no duration${Number.isNaN(seconds) ? "" : " within its limits"}.`,
    `Write it as 90s, 10m, 12h or 14d${range}; a bare number is seconds.`,
  );
}

/** One of `allowed`, as it is written there. */
export function parseChoice<T extends string>(text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) {
    throw new InvalidValue(`is ${quote(text)}, which is none of its values.`, `Use ${allowed.join(", ")}.`);
  }
  return found;
}

/** A value for a message: on one line, and short. */
function quote(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return JSON.stringify(shown);
}
