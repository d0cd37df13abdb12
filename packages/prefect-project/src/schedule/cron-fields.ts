export const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
export const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** One field of a cron expression. */
export interface Field {
  name: string;
  low: number;
  high: number;
  /** Names that may stand for numbers, each with its number as a text. */
  words: { readonly [word: string]: string };
  /** Numbers that stand for others. */
  aliases: { readonly [number: number]: number };
}

const numbered = (words: readonly string[], first: number) =>
  Object.fromEntries(words.map((word, index) => [word, String(index + first)]));

/** In the order of an expression; seconds and years may follow the usual five. */
const FIELDS: readonly Field[] = [
  { name: "minute", low: 0, high: 59, words: {}, aliases: {} },
  { name: "hour", low: 0, high: 23, words: {}, aliases: {} },
  { name: "day of month", low: 1, high: 31, words: { l: "l" }, aliases: { 0: 1 } },
  { name: "month", low: 1, high: 12, words: numbered(MONTHS, 1), aliases: { 0: 1 } },
  { name: "day of week", low: 0, high: 6, words: numbered(DAYS, 0), aliases: { 7: 0 } },
  { name: "second", low: 0, high: 59, words: {}, aliases: {} },
  { name: "year", low: 1970, high: 2099, words: {}, aliases: {} },
];

/** The aliases 0 and 7 are not everywhere what they are in the usual five fields (croniter's `value_alias`). */
export function fieldOf(index: number, count: number): Field {
  const field = FIELDS[index] as Field;
  const without = { 5: ["day of month", "month"], 6: ["month", "day of week"] }[count];
  const aliased = count === 7 ? false : !without?.includes(field.name);
  return aliased ? field : { ...field, aliases: {} };
}

/** 0 stands for the first day or month, 7 for Sunday. */
export function aliased(value: number, field: Field): number {
  return field.aliases[value] ?? value;
}
