import { PyBytes, PyDate, PyDateTime, type PyValue } from "../python-value.ts";
import { LIMITS } from "./limits.ts";
import { TAG } from "./resolve-tag.ts";

/** Python's `int(text, base)` of a text that may have blanks around it; undefined where Python raises. */
function parseInteger(text: string, base: 2 | 8 | 10 | 16): bigint | undefined {
  const match = /^\s*([+-]?)(0[bB]|0[oO]|0[xX])?([0-9a-zA-Z]+)\s*$/.exec(text);
  if (!match) return undefined;
  const [, sign, prefix = "", digits = ""] = match;
  const prefixes = { 2: "0b", 8: "0o", 10: "", 16: "0x" };
  // `0b1` is a number in base 16 and no prefix there.
  const all = prefix.toLowerCase() === prefixes[base] ? digits : prefix + digits;
  const allowed = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ };
  if (!allowed[base].test(all)) return undefined;
  const value = BigInt(base === 10 ? all : prefixes[base] + all);
  return sign === "-" ? -value : value;
}

/** Python's `float(text)`; undefined where Python raises. */
function parseFloating(text: string): number | undefined {
  const trimmed = text.trim();
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (special) {
    if (special[2]?.toLowerCase() === "nan") return Number.NaN;
    return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(trimmed)
    ? Number(trimmed)
    : undefined;
}

/** A sign off the front, as PyYAML takes it off; undefined for an empty text, at which it breaks down. */
function splitSign(text: string): { negative: boolean; rest: string } | undefined {
  if (text === "") return undefined;
  const signed = text[0] === "-" || text[0] === "+";
  return { negative: text[0] === "-", rest: signed ? text.slice(1) : text };
}

export function constructInt(text: string): bigint | undefined {
  if (text.length > LIMITS.digits) return undefined;
  const split = splitSign(text.replaceAll("_", ""));
  if (!split) return undefined;
  const value = unsignedInt(split.rest);
  return value !== undefined && split.negative ? -value : value;
}

function unsignedInt(text: string): bigint | undefined {
  if (text === "0") return 0n;
  if (text.startsWith("0b")) return parseInteger(text.slice(2), 2);
  if (text.startsWith("0x")) return parseInteger(text.slice(2), 16);
  if (text === "") return undefined;
  if (text[0] === "0") return parseInteger(text, 8);
  if (!text.includes(":")) return parseInteger(text, 10);
  let value = 0n;
  for (const part of text.split(":")) {
    const digit = parseInteger(part, 10);
    if (digit === undefined) return undefined;
    value = value * 60n + digit;
  }
  return value;
}

export function constructFloat(text: string): number | undefined {
  if (text.length > LIMITS.digits) return undefined;
  const split = splitSign(text.replaceAll("_", "").toLowerCase());
  if (!split) return undefined;
  const value = unsignedFloat(split.rest);
  return value !== undefined && split.negative ? -value : value;
}

function unsignedFloat(text: string): number | undefined {
  if (text === ".inf") return Number.POSITIVE_INFINITY;
  if (text === ".nan") return Number.NaN;
  if (!text.includes(":")) return parseFloating(text);
  // From the last part up, as PyYAML does: the order of additions decides the last digit.
  let value = 0;
  let base = 1;
  for (const part of text.split(":").reverse()) {
    const digit = parseFloating(part);
    if (digit === undefined) return undefined;
    value += digit * base;
    base *= 60;
  }
  return value;
}

const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?)?\n?$/;

export function constructTimestamp(text: string): PyDate | PyDateTime | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, sign, zoneHours, zoneMinutes] = match;
  const date = new PyDate(Number(year), Number(month), Number(day));
  if (!isDate(date)) return undefined;
  if (hour === undefined) return date;
  const time = {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
  };
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return undefined;
  if (zone === undefined) return new PyDateTime(date, time, undefined);
  const minutes = Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0);
  if (minutes >= 24 * 60) return undefined;
  return new PyDateTime(date, time, sign === "-" ? 0 - minutes : minutes);
}

export function isDate({ year, month, day }: PyDate): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/** Python's `base64.decodebytes`, which passes over what is no Base64; undefined where Python raises. */
export function constructBinary(text: string): PyBytes | undefined {
  if (!/^[\0-\x7f]*$/.test(text)) return undefined;
  let digits = "";
  let padding = 0;
  for (const character of text) {
    if (/[A-Za-z0-9+/]/.test(character)) {
      digits += character;
      padding = 0;
    } else if (character === "=") {
      padding++;
      const inGroup = digits.length % 4;
      if (inGroup >= 2 && inGroup + padding >= 4) break;
    }
  }
  const inGroup = digits.length % 4;
  if (inGroup === 1 || (inGroup > 1 && inGroup + padding < 4)) return undefined;
  return new PyBytes(Uint8Array.from(Buffer.from(digits, "base64")));
}

const BOOLEANS: { readonly [text: string]: boolean } = {
  yes: true,
  no: false,
  true: true,
  false: false,
  on: true,
  off: false,
};

/** Value of a scalar under its tag; undefined where PyYAML refuses it or breaks down. */
export function constructScalar(tag: string, text: string): PyValue | undefined {
  switch (tag) {
    case TAG.str:
      return text;
    case TAG.null:
      return null;
    case TAG.bool: {
      const key = text.toLowerCase();
      return Object.hasOwn(BOOLEANS, key) ? BOOLEANS[key] : undefined;
    }
    case TAG.int:
      return constructInt(text);
    case TAG.float:
      return constructFloat(text);
    case TAG.timestamp:
      return constructTimestamp(text);
    case TAG.binary:
      return constructBinary(text);
    default:
      return undefined;
  }
}
