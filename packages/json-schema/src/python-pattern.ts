/** What finds a pattern in a text. */
export interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

const SPACE = "\\t-\\r \\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/** Python's classes of characters, which know all of Unicode, as they stand in a class of JavaScript's. */
const CLASSES: Readonly<Record<string, string>> = { d: "\\p{Nd}", w: "\\p{L}\\p{N}_", s: SPACE };
const WORD = `[${CLASSES.w}]`;
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
/** Before a line feed at the end, too. */
const END = "(?=\\n?(?![\\s\\S]))";

const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/y;
const CLASS = /\[\^?\]?(?:[^\]\\]|\\[\s\S])*\]/y;
const GROUP = /\(\?P<|\(\?P=(\w+)\)|\(\?#[^)]*\)/y;
const REPEAT = /\{(?:(\d+)|(\d*),(\d*))\}/y;

const patterns = new Map<string, Pattern | undefined>();

/** A pattern of Python's `re`; undefined where it is none, or has something that JavaScript can't do. */
export function pythonPattern(pattern: string): Pattern | undefined {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern);
}

/** What JavaScript, or only its newest, has nothing for: groups that don't give back, conditions, flags inside. */
const PYTHON_ONLY = /\(\?(?:[>(]|[aiLmsux-]+[:)])|[*+?}]\+|\\N\{|\\0|\\[1-7]{3}|\[[^\]]*\\[DWS]/;

/** Whether a text is a pattern of Python's `re`, as far as that can be told. */
export function isPythonPattern(text: string): boolean {
  return pythonPattern(text) !== undefined || PYTHON_ONLY.test(text);
}

function compile(pattern: string): Pattern | undefined {
  const [, flags = "", rest = ""] = /^(?:\(\?([imsu]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(translate(rest, flags), `u${flags.replace(/[su]/g, "")}`);
  } catch {
    return undefined;
  }
}

/** @throws SyntaxError for what JavaScript has nothing for */
function translate(pattern: string, flags: string): string {
  let translated = "";
  for (let at = 0; at < pattern.length; ) {
    const part = partAt(pattern, at, flags);
    translated += part.text;
    at += part.length;
  }
  return translated;
}

function partAt(pattern: string, at: number, flags: string): { text: string; length: number } {
  const found = (expression: RegExp) => {
    expression.lastIndex = at;
    return expression.exec(pattern);
  };
  const sign = pattern[at] ?? "";
  const escaped = found(ESCAPE);
  if (escaped) return { text: outsideOfClass(escaped[0].slice(1)), length: escaped[0].length };
  const group = found(GROUP);
  if (group) {
    const text = group[1] === undefined ? (group[0] === "(?P<" ? "(?<" : "") : `\\k<${group[1]}>`;
    return { text, length: group[0].length };
  }
  const ofClass = found(CLASS);
  if (ofClass) return { text: classOf(ofClass[0].slice(1, -1)), length: ofClass[0].length };
  const repeat = found(REPEAT);
  if (repeat) {
    const [all, exact, low, high] = repeat;
    return { text: exact === undefined ? `{${low || 0},${high}}` : all, length: all.length };
  }
  if (/^\(\?<(?![=!])/.test(pattern.slice(at, at + 4))) throw new SyntaxError("Python has no such group.");
  if (sign === ".") return { text: flags.includes("s") ? "[\\s\\S]" : "[^\\n]", length: 1 };
  if (sign === "$") return { text: flags.includes("m") ? "$" : END, length: 1 };
  return { text: /[{}\]]/.test(sign) ? `\\${sign}` : sign, length: 1 };
}

/** What follows a backslash outside of a class. */
function outsideOfClass(sign: string): string {
  if (sign === "A") return "(?<![\\s\\S])";
  if (sign === "Z") return "(?![\\s\\S])";
  if (sign === "b") return BOUNDARY;
  if (sign === "B") return `(?!${BOUNDARY})`;
  const characters = CLASSES[sign.toLowerCase()];
  if (characters === undefined) return character(sign);
  return sign === sign.toLowerCase() ? `[${characters}]` : `[^${characters}]`;
}

/** What stands between the brackets of a class, as JavaScript writes it. */
function classOf(inner: string): string {
  const [, negation = "", rest = ""] = /^(\^?)([\s\S]*)$/.exec(inner) ?? [];
  const text = rest.replaceAll(
    /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])|[[\]^]/g,
    (part) => {
      if (part.length === 1) return `\\${part}`;
      const sign = part.slice(1);
      if (sign === "b") return "\\b";
      if (/^[DWS]$/.test(sign)) throw new SyntaxError("JavaScript has no such class within another.");
      return CLASSES[sign] ?? character(sign);
    },
  );
  return `[${negation}${text}]`;
}

/** A character that was written by a backslash. */
function character(sign: string): string {
  if (sign === "a") return "\\x07";
  if (sign.startsWith("U")) return `\\u{${sign.slice(1)}}`;
  if (/^[a-zA-Z0-9]/.test(sign)) return `\\${sign}`;
  return /[\^$\\.*+?()[\]{}|/-]/.test(sign) ? `\\${sign === "-" ? "x2d" : sign}` : sign;
}
