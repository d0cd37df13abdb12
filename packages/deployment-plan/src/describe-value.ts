import { isObject, type Json, jsonText, sameStored } from "#json";

/** One value that changes: where in the field it stands, and what it is before and after. */
export interface LeafChange {
  /** `job_variables.env.REGION` */
  path: string;
  /** Undefined where there is none. */
  before: Json | undefined;
  after: Json | undefined;
}

/** The innermost values in which two values differ. */
export function leafChanges(path: string, before: Json | undefined, after: Json | undefined): LeafChange[] {
  if (sameStored(before, after)) return [];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => leafChanges(`${path}.${key}`, before[key], after[key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => leafChanges(`${path}[${index}]`, item, after[index]));
  }
  return [{ path, before, after }];
}

/** Two values for a reader, each in one line of at most `limit` characters around where they differ. */
export function describePair(
  before: Json | undefined,
  after: Json | undefined,
  limit = 60,
): { before: string; after: string } {
  const [old, now] = [describe(before), describe(after)];
  let start = 0;
  while (start < Math.min(old.length, now.length) && old[start] === now[start]) start++;
  return { before: excerpt(old, start, limit), after: excerpt(now, start, limit) };
}

/** Text in one line, with everything that a terminal or a page could act on made visible. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return short ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/** Text in one line of at most `limit` characters. */
export function shorten(text: string, limit = 60): string {
  return excerpt(visible(text), 0, limit);
}

function describe(value: Json | undefined): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return visible(value === "" ? '""' : value);
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string");
  return visible(isList ? value.join(", ") : jsonText(value));
}

function excerpt(text: string, focus: number, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const first = Math.max(0, Math.min(focus - Math.floor(limit / 3), characters.length - limit));
  const cut = characters.slice(first, first + limit).join("");
  return `${first > 0 ? "…" : ""}${cut}${first + limit < characters.length ? "…" : ""}`;
}
