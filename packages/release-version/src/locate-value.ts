/** Where a value stands in a text: offsets count from 0, lines and columns from 1. */
export interface Place {
  start: number;
  end: number;
  line: number;
  column: number;
}

/** A value that no version file holds by itself. */
const PROBE = "0.0.0-probe";

/**
 * Finds where `value` stands by changing each place that looks like it and reading the file again: the right one
 * is where `read` then sees the change. So every way of writing a key is found, whatever the format, and never a
 * dependency's version of the same text. Undefined where the value is written with escapes.
 */
export function locateValue(
  text: string,
  value: string,
  read: (text: string) => string | undefined,
): Place | undefined {
  if (value === "") return undefined;
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
    const end = start + value.length;
    if (readOrNothing(read, text.slice(0, start) + PROBE + text.slice(end)) !== PROBE) continue;
    const before = text.slice(0, start).split("\n");
    return { start, end, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
  return undefined;
}

/** The change can make the file unreadable, where it hits something else. */
function readOrNothing(read: (text: string) => string | undefined, text: string): string | undefined {
  try {
    return read(text);
  } catch {
    return undefined;
  }
}
