import { type Cursor, isBlankOrEnd, isBreakOrEnd } from "./cursor.ts";

// A part of a word of a plain scalar: up to white space, a colon, and inside brackets what has a meaning there.
const BLOCK_PART = /[^\0 \t\n\x85\u2028\u2029:]*/y;
const FLOW_PART = /[^\0 \t\n\x85\u2028\u2029:,?[\]{}]*/y;
const SPACES = / */y;
const HASH = 35;
const COLON = 58;

export interface PlainScalar {
  value: string;
  /** True when a line break follows the last word: a key may come next. */
  endedLine: boolean;
}

/** Scans an unquoted scalar, which may go on over lines that are indented by at least `indent`. */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): PlainScalar {
  let value = "";
  let between = "";
  let endedLine = false;
  while (cursor.peek() !== HASH) {
    const word = takeWord(cursor, inFlow);
    if (word === "") break;
    value += between + word;
    endedLine = false;
    const spaces = cursor.take(SPACES);
    if (!isBreakOrEnd(cursor.peek()) || cursor.peek() === 0) {
      if (spaces === "") break;
      between = spaces;
    } else {
      endedLine = true;
      const folded = foldBreaks(cursor);
      if (folded === undefined) break;
      between = folded;
    }
    if (!inFlow && cursor.column < indent) break;
  }
  return { value, endedLine };
}

/** A word goes on over a colon that has something behind it. */
function takeWord(cursor: Cursor, inFlow: boolean): string {
  const start = cursor.pos;
  for (;;) {
    cursor.skip(inFlow ? FLOW_PART : BLOCK_PART);
    if (cursor.peek() !== COLON || endsWord(cursor.peek(1), inFlow))
      return cursor.text.slice(start, cursor.pos);
    cursor.forward();
  }
}

function endsWord(code: number, inFlow: boolean): boolean {
  return (
    isBlankOrEnd(code) ||
    (inFlow && (code === 44 || code === 91 || code === 93 || code === 123 || code === 125))
  );
}

/** One line feed becomes a space, more of them all but the first; undefined where the document ends. */
function foldBreaks(cursor: Cursor): string | undefined {
  const first = cursor.takeBreak();
  if (cursor.atDocumentSeparator()) return undefined;
  let more = "";
  for (;;) {
    cursor.take(SPACES);
    const next = cursor.takeBreak();
    if (next === "") break;
    more += next;
    if (cursor.atDocumentSeparator()) return undefined;
  }
  if (first !== "\n") return first + more;
  return more === "" ? " " : more;
}
