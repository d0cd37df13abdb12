import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { isObject, type Json, type JsonObject, jsonText, parseJson } from "#json";

/** Version of the form that is written; raised with each change that a reader could trip over. */
export const RECORD_VERSION = 1;

/** Characters of JSON that Prefect takes a variable (`prefect.types.MAX_VARIABLE_VALUE_LENGTH`). */
export const LONGEST_VALUE = 5000;

/** What is kept under one name. */
export interface Content {
  /** Short, and always plain to read. */
  plain: JsonObject;
  /** Plain too as long as the whole fits into one variable; packed, and in parts, where it doesn't. */
  long: JsonObject;
}

/** The variables that hold a content: the first one, and the parts that it names. */
export interface StoredValue {
  head: JsonObject;
  /** By the part's number, from 2. */
  parts: Map<number, string>;
  /** Tells the parts of one content from those of another; empty where there are none. */
  id: string;
}

/** Where the other parts of a value are. */
export interface PartsOf {
  id: string;
  /** How many variables there are in all. */
  count: number;
}

/**
 * A content as variables. Its parts are called by their content, so that those of the last value stay whole until the
 * first variable, which counts, names the new ones.
 */
export function encode({ plain, long }: Content): StoredValue {
  const head = { version: RECORD_VERSION, ...plain };
  const whole = { ...head, ...long };
  if (lengthOf(whole) <= LONGEST_VALUE) return { head: whole, parts: new Map(), id: "" };
  const packed = pack(long);
  const id = createHash("sha256").update(packed).digest("hex").slice(0, ID_LENGTH);
  const room = LONGEST_VALUE - lengthOf({ ...head, packed: "", id, parts: 9999 });
  if (room < 0) throw new RangeError("The plain part of a record is too long for a variable.");
  const slices = [packed.slice(0, room), ...slicesOf(packed.slice(room), LONGEST_VALUE - 2)];
  const parts = new Map(slices.slice(1).map((slice, index) => [index + 2, slice]));
  return { head: { ...head, packed: slices[0] ?? "", id, parts: slices.length }, parts, id };
}

/** Which further parts a first variable names; null where the value is whole by itself. */
export function partsOf(head: JsonObject): PartsOf | null {
  const { packed, id, parts } = head;
  if (typeof packed !== "string" || typeof id !== "string" || !/^[0-9a-f]+$/.test(id)) return null;
  if (typeof parts !== "number" || !(parts >= 1 && parts < MOST_PARTS)) return null;
  return { id, count: parts };
}

/**
 * The plain and the long fields of a value, as one.
 *
 * @param parts the texts of its further parts, in order; undefined for one that is missing
 * @returns undefined where it can't be read: something is missing or was changed by hand
 */
export function decode(head: JsonObject, parts: readonly (string | undefined)[]): JsonObject | undefined {
  if (head.packed === undefined) return head;
  const { packed, id, parts: _count, ...plain } = head;
  if (typeof packed !== "string" || parts.includes(undefined)) return undefined;
  const text = [packed, ...parts].join("");
  if (createHash("sha256").update(text).digest("hex").slice(0, ID_LENGTH) !== id) return undefined;
  const long = unpack(text);
  return long && { ...plain, ...long };
}

/** Name of a further part. */
export function partName(name: string, id: string, number: number): string {
  return `${name}-${id}-${number}`;
}

/**
 * How long Prefect finds a value. Servers count its bytes (`orjson.dumps`), older ones the characters of Python's
 * `json.dumps`, which puts blanks between and writes anything but ASCII as `\uXXXX`: whichever is more.
 */
export function lengthOf(value: Json): number {
  const text = jsonText(value);
  const spaced = text.replace(/[^\x20-\x7e]/g, "\\u0000").length + separators(value);
  return Math.max(Buffer.byteLength(text), spaced);
}

const ID_LENGTH = 12;
const MOST_PARTS = 1000;

/** Commas and colons, behind each of which Python puts a blank. */
function separators(value: Json): number {
  if (!Array.isArray(value) && !isObject(value)) return 0;
  const inner = Object.values(value);
  const own = inner.length === 0 ? 0 : inner.length - 1 + (Array.isArray(value) ? 0 : inner.length);
  return inner.reduce<number>((sum, one) => sum + separators(one), own);
}

function slicesOf(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

/** Brotli looks back over the whole content: what twenty commits have in common is stored once. */
function pack(long: JsonObject): string {
  const text = Buffer.from(jsonText(long));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  return brotliCompressSync(text, { params }).toString("base64");
}

function unpack(text: string): JsonObject | undefined {
  try {
    const options = { maxOutputLength: LONGEST_UNPACKED };
    const value = parseJson(brotliDecompressSync(Buffer.from(text, "base64"), options).toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** In bytes. Whoever may edit variables must not be able to fill a runner's memory. */
const LONGEST_UNPACKED = 256 * 1024 * 1024;
