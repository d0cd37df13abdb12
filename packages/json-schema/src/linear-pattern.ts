import lazy from "./lazy-re2.cjs";
import { isPythonPattern, type Pattern } from "./python-pattern.ts";

const patterns = new Map<string, Pattern | undefined>();

/**
 * A pattern of Python's `re` that runs in RE2, whose time grows with the text alone: a schema's author can write one
 * that takes any other engine for ever. Undefined for what RE2 doesn't have, such as a lookahead.
 */
export function linearPattern(pattern: string): Pattern | undefined {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern);
}

function compile(pattern: string): Pattern | undefined {
  if (!isPythonPattern(pattern)) return undefined;
  const [, flags = "", rest = ""] = /^(?:\(\?([imsu]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    const own = flags.replaceAll("u", "");
    const compiled = lazy.loadRe2().compile((own && `(?${own})`) + translate(rest, flags.includes("m")));
    // For RE2 only ASCII has words, so that it can't tell where others begin.
    const isAsciiOnly = /\\[bB]/.test(rest);
    return {
      test: (text) => (isAsciiOnly && !/^[\0-\x7f]*$/.test(text) ? true : compiled.test(text)),
      // The schema compiler tells patterns apart by their texts.
      toString: () => pattern,
    };
  } catch {
    return undefined;
  }
}

const TOKEN =
  /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|\[\^?\]?(?:[^\]\\]|\\[\s\S])*\]|\(\?#[^)]*\)|\(\?<(?![=!])|\{(?:\d+|\d*,\d*)\}|[\s\S]/gu;

/** @throws SyntaxError for what RE2 has nothing for, or has in another sense */
function translate(pattern: string, isMultiline: boolean): string {
  return pattern.replace(TOKEN, (token: string, at: number) => {
    if (token.startsWith("\\")) return escapeOutside(token.slice(1));
    if (token.length > 1 && token.startsWith("[")) return classOf(token.slice(1, -1));
    if (token.startsWith("(?#")) return "";
    if (token === "(?<") throw new SyntaxError("Python has no such group.");
    if (token.startsWith("{") && token.length > 1) return token.replace("{,", "{0,");
    if (token === "$" && !isMultiline) return endOf(pattern.slice(at + 1));
    return /[{}\]]/.test(token) ? `\\${token}` : token;
  });
}

/** Python's `$` also stands before a line feed at the end, which is taken along here: nothing may come behind it. */
function endOf(rest: string): string {
  if (rest !== "" && !/^[)|]/.test(rest)) throw new SyntaxError("Something follows the end.");
  return "(?:\\n?\\z)";
}

const SPACE =
  "\\t-\\r \\x1c-\\x1f\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
/** Python's classes of characters, which know all of Unicode, as they stand in a class. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  w: "\\p{L}\\p{N}_",
  s: SPACE,
  D: "\\P{Nd}",
};

function escapeOutside(sign: string): string {
  if (sign === "A" || sign === "b" || sign === "B") return `\\${sign}`;
  if (sign === "Z") return "\\z";
  if (/^[dws]$/i.test(sign)) {
    const isNegated = sign === sign.toUpperCase();
    return `[${isNegated ? "^" : ""}${CLASSES[sign.toLowerCase()]}]`;
  }
  return character(sign);
}

/** What stands between the brackets of a class. */
function classOf(inner: string): string {
  const [, negation = "", rest = ""] = /^(\^?)([\s\S]*)$/.exec(inner) ?? [];
  const text = rest.replaceAll(
    /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|[[\]^]/gu,
    (part) => {
      if (part.length === 1) return `\\${part}`;
      const sign = part.slice(1);
      if (sign === "b") return "\\x08";
      if (sign === "W" || sign === "S") throw new SyntaxError("RE2 has no such class within another.");
      return CLASSES[sign] ?? character(sign);
    },
  );
  return `[${negation}${text}]`;
}

/** A character that was written by a backslash. */
function character(sign: string): string {
  if (/^[xuU]./.test(sign)) return `\\x{${sign.slice(1)}}`;
  if (/^[aftnrv]$/.test(sign)) return `\\${sign}`;
  if (/^[a-zA-Z0-9]/.test(sign)) throw new SyntaxError("RE2 has nothing for this.");
  return `\\x{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
}
