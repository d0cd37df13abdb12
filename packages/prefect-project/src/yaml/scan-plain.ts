import { type Cursor, isBreakOrEnd } from "./cursor.ts";

// A word of a plain scalar: up to white space, `: `, and inside brackets up to what has a meaning there.
const BLOCK_WORD = /(?:[^\0 \t\n\x85\u2028\u2029:]|:(?![\0 \t\n\x85\u2028\u2029]))*/y;
const FLOW_WORD = /(?:[^\0 \t\n\x85\u2028\u2029:,?[\]{}]|:(?![\0 \t\n\x85\u2028\u2029,[\]{}]))*/y;
const SPACES = / */y;
const HASH = 35;

export interface PlainScalar {
  value: string;
  /** True when a line break follows the last word: a key may come next. */
  endedLine: boolean;
}

/** Scans an unquoted scalar, which may go on over lines that are indented by at least `indent`. */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): PlainScalar {
  const words = inFlow ? FLOW_WORD : BLOCK_WORD;
  let value = "";
  let between = "";
  let endedLine = false;
  while (cursor.peek() !== HASH) {
    const word = cursor.take(words);
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
