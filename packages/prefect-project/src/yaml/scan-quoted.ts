import { type Cursor, isBreakOrEnd } from "./cursor.ts";
import type { Mark } from "./nodes.ts";

const ORDINARY = /[^'"\\\0 \t\n\x85\u2028\u2029]*/y;
const BLANKS = /[ \t]*/y;
const HEX = /[0-9A-Fa-f]*/y;

const ESCAPES: { readonly [character: string]: string } = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const HEX_LENGTH: { readonly [character: string]: number } = { x: 2, u: 4, U: 8 };

/** Scans a quoted scalar, the cursor on its opening quote. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark();
  const quote = cursor.peek();
  cursor.forward();
  let value = scanNonSpaces(cursor, quote, start);
  while (cursor.peek() !== quote) {
    value += scanSpaces(cursor, start);
    value += scanNonSpaces(cursor, quote, start);
  }
  cursor.forward();
  return value;
}

function scanNonSpaces(cursor: Cursor, quote: number, start: Mark): string {
  const double = quote === 34;
  let value = "";
  for (;;) {
    value += cursor.take(ORDINARY);
    const code = cursor.peek();
    if (!double && code === 39 && cursor.peek(1) === 39) {
      value += "'";
      cursor.forward(2);
    } else if ((double && code === 39) || (!double && (code === 34 || code === 92))) {
      value += String.fromCharCode(code);
      cursor.forward();
    } else if (double && code === 92) {
      value += scanEscape(cursor, start);
    } else {
      return value;
    }
  }
}

function scanEscape(cursor: Cursor, start: Mark): string {
  cursor.forward();
  const character = cursor.text[cursor.pos] ?? "\0";
  const replacement = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
  if (replacement !== undefined) {
    cursor.forward();
    return replacement;
  }
  const length = Object.hasOwn(HEX_LENGTH, character) ? HEX_LENGTH[character] : undefined;
  if (length !== undefined) {
    cursor.forward();
    HEX.lastIndex = cursor.pos;
    const digits = (HEX.exec(cursor.text)?.[0] ?? "").slice(0, length);
    if (digits.length < length) cursor.fail(`\\${character} needs ${length} hexadecimal digits.`);
    const code = Number.parseInt(digits, 16);
    // Python takes half a surrogate pair into a string, and then nothing can be done with that string.
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      cursor.fail(`\\${character}${digits} is no character.`, start);
    }
    cursor.forward(length);
    return String.fromCodePoint(code);
  }
  if (character !== "\0" && isBreakOrEnd(character.charCodeAt(0))) {
    cursor.takeBreak();
    return scanBreaks(cursor, start);
  }
  return cursor.fail(`\\${character} is no escape sequence of YAML.`);
}

function scanSpaces(cursor: Cursor, start: Mark): string {
  const spaces = cursor.take(BLANKS);
  if (cursor.peek() === 0) cursor.fail("The quoted text that begins here has no end.", start);
  const first = cursor.takeBreak();
  if (first === "") return spaces;
  const more = scanBreaks(cursor, start);
  if (first !== "\n") return first + more;
  return more === "" ? " " : more;
}

function scanBreaks(cursor: Cursor, start: Mark): string {
  let breaks = "";
  for (;;) {
    if (cursor.atDocumentSeparator()) cursor.fail("A document ends inside this quoted text.", start);
    cursor.take(BLANKS);
    const next = cursor.takeBreak();
    if (next === "") return breaks;
    breaks += next;
  }
}
