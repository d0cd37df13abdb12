import { type Cursor, isBreakOrEnd } from "./cursor.ts";

const REST_OF_LINE = /[^\0\n\x85\u2028\u2029]*/y;
const COMMENT = / *(?:#[^\0\n\x85\u2028\u2029]*)?/y;
const SPACES = / */y;
const INDICATORS = /[+-][0-9]?|[0-9][+-]?|/y;

/** Scans `|` or `>` and the lines below it. `parentIndent` is the indentation of the collection around it. */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): string {
  const start = cursor.mark();
  const folded = cursor.peek() === 62;
  cursor.forward();
  const indicators = cursor.take(INDICATORS);
  const keep = indicators.includes("+");
  const strip = indicators.includes("-");
  const increment = /[0-9]/.exec(indicators)?.[0];
  if (increment === "0") cursor.fail("The indentation of a block text is a digit from 1 to 9.", start);
  if (cursor.peek() !== 32 && !isBreakOrEnd(cursor.peek())) {
    cursor.fail("Nothing but + or - and a digit may follow the sign of a block text.");
  }
  cursor.take(COMMENT);
  if (!isBreakOrEnd(cursor.peek())) cursor.fail("A block text begins on the next line.");
  cursor.takeBreak();

  const least = Math.max(parentIndent + 1, 1);
  let indent: number;
  let breaks: string;
  if (increment === undefined) {
    const found = findIndentation(cursor);
    indent = Math.max(least, found.indent);
    breaks = found.breaks;
  } else {
    indent = least + Number(increment) - 1;
    breaks = scanBreaks(cursor, indent);
  }

  let value = "";
  let lineBreak = "";
  while (cursor.column === indent && cursor.peek() !== 0) {
    value += breaks;
    const leadingText = cursor.peek() !== 32 && cursor.peek() !== 9;
    value += cursor.take(REST_OF_LINE);
    lineBreak = cursor.takeBreak();
    breaks = scanBreaks(cursor, indent);
    if (cursor.column !== indent || cursor.peek() === 0) break;
    const nextIsText = cursor.peek() !== 32 && cursor.peek() !== 9;
    if (folded && lineBreak === "\n" && leadingText && nextIsText) {
      if (breaks === "") value += " ";
    } else {
      value += lineBreak;
    }
  }
  if (!strip) value += lineBreak;
  if (keep) value += breaks;
  return value;
}

/** The deepest indentation of the empty lines before the text and of its first line. */
function findIndentation(cursor: Cursor): { indent: number; breaks: string } {
  let indent = 0;
  let breaks = "";
  for (;;) {
    if (cursor.take(SPACES) !== "") indent = Math.max(indent, cursor.column);
    const next = cursor.takeBreak();
    if (next === "") return { indent, breaks };
    breaks += next;
  }
}

function scanBreaks(cursor: Cursor, indent: number): string {
  let breaks = "";
  for (;;) {
    while (cursor.column < indent && cursor.peek() === 32) cursor.forward();
    const next = cursor.takeBreak();
    if (next === "") return breaks;
    breaks += next;
  }
}
