import { type Cursor, isBreakOrEnd } from "./cursor.ts";
import type { Mark } from "./nodes.ts";

const NAME = /[0-9A-Za-z_-]*/y;
const URI = /[0-9A-Za-z;/?:@&=+$,_.!~*'()[\]-]*/y;
const ESCAPED = /(?:%[0-9A-Fa-f]{2})+/y;
const AFTER_NAME = /[\0 \t\n\x85\u2028\u2029?:,\]}%@`]/;
const SPACES = / */y;
const UP_TO_HANDLE = /![^\0 \n\x85\u2028\u2029!]*!/y;

/** A tag as written: its handle (`!`, `!!`, `!x!`; null for `!<...>` and a lone `!`) and what follows. */
export interface WrittenTag {
  handle: string | null;
  suffix: string;
}

/** Scans the name of an anchor or alias, the cursor on its `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.forward();
  const name = cursor.take(NAME);
  if (name === "" || !AFTER_NAME.test(cursor.text[cursor.pos] ?? "\0")) {
    cursor.fail("The name of an anchor has letters, digits, - and _ only.", start);
  }
  return name;
}

/** Scans a tag, the cursor on its `!`. */
export function scanTag(cursor: Cursor): WrittenTag {
  const start = cursor.mark();
  const tag = scanTagParts(cursor, start);
  const next = cursor.peek();
  if (next !== 32 && !isBreakOrEnd(next)) cursor.fail("A space has to follow a tag.");
  return tag;
}

function scanTagParts(cursor: Cursor, start: Mark): WrittenTag {
  const second = cursor.peek(1);
  if (second === 60) {
    cursor.forward(2);
    const suffix = scanUri(cursor, start);
    if (cursor.peek() !== 62) cursor.fail("A tag that begins with !< ends with >.", start);
    cursor.forward();
    return { handle: null, suffix };
  }
  if (second === 32 || second === 9 || isBreakOrEnd(second)) {
    cursor.forward();
    return { handle: null, suffix: "!" };
  }
  UP_TO_HANDLE.lastIndex = cursor.pos;
  if (UP_TO_HANDLE.test(cursor.text)) return { handle: scanHandle(cursor), suffix: scanUri(cursor, start) };
  cursor.forward();
  return { handle: "!", suffix: scanUri(cursor, start) };
}

function scanHandle(cursor: Cursor): string {
  const start = cursor.mark();
  if (cursor.peek() !== 33) cursor.fail("A tag's handle begins with !.", start);
  cursor.forward();
  if (cursor.peek() === 32) return "!";
  const name = cursor.take(NAME);
  if (cursor.peek() !== 33) cursor.fail("A tag's handle ends with !.", start);
  cursor.forward();
  return `!${name}!`;
}

function scanUri(cursor: Cursor, start: Mark): string {
  let uri = "";
  for (;;) {
    uri += cursor.take(URI);
    if (cursor.peek() !== 37) break;
    const escaped = cursor.take(ESCAPED);
    if (escaped === "") cursor.fail("Two hexadecimal digits have to follow % in a tag.", start);
    try {
      uri += decodeURIComponent(escaped);
    } catch {
      cursor.fail("The escaped bytes of a tag are no UTF-8 text.", start);
    }
  }
  if (uri === "") cursor.fail("A name has to follow the ! of a tag.", start);
  return uri;
}

/** A `%` line: the version of YAML, the meaning of a tag handle, or one that is passed over. */
export type Directive =
  | { name: "YAML"; major: number }
  | { name: "TAG"; handle: string; prefix: string }
  | { name: "other" };

const REST_OF_LINE = /[^\0\n\x85\u2028\u2029]*/y;
const COMMENT = / *(?:#[^\0\n\x85\u2028\u2029]*)?/y;
const DIGITS = /[0-9]*/y;

/** Scans a directive up to the end of its line, the cursor on its `%`. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  cursor.forward();
  const name = cursor.take(NAME);
  if (name === "" || !atSpaceOrBreak(cursor)) cursor.fail("This is no directive of YAML.", start);
  const directive = scanDirectiveValue(cursor, name, start);
  cursor.take(COMMENT);
  if (!isBreakOrEnd(cursor.peek())) cursor.fail("Only a comment may follow a directive.", start);
  cursor.takeBreak();
  return directive;
}

function scanDirectiveValue(cursor: Cursor, name: string, start: Mark): Directive {
  if (name === "YAML") {
    cursor.take(SPACES);
    const major = cursor.take(DIGITS);
    const dot = cursor.peek() === 46;
    if (dot) cursor.forward();
    const minor = dot ? cursor.take(DIGITS) : "";
    if (major === "" || minor === "" || !atSpaceOrBreak(cursor)) {
      cursor.fail("The version of YAML is written as 1.1.", start);
    }
    return { name, major: Number(major) };
  }
  if (name === "TAG") {
    cursor.take(SPACES);
    const handle = scanHandle(cursor);
    if (cursor.peek() !== 32) cursor.fail("A space has to follow a tag's handle.", start);
    cursor.take(SPACES);
    const prefix = scanUri(cursor, start);
    if (!atSpaceOrBreak(cursor)) cursor.fail("A space has to follow a tag's prefix.", start);
    return { name, handle, prefix };
  }
  cursor.take(REST_OF_LINE);
  return { name: "other" };
}

function atSpaceOrBreak(cursor: Cursor): boolean {
  return cursor.peek() === 32 || isBreakOrEnd(cursor.peek());
}
