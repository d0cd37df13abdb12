const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Field {
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
const DAY_OF_WEEK = 4;

const ALIASES = new Set(["@midnight", "@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually"]);

class CronFault extends Error {}

/**
 * Why Prefect refuses a cron expression, or undefined when it takes it. Prefect asks its copy of croniter
 * (`prefect/_vendor/croniter`), which takes more than cron does: seconds, years, `l`, `2#3`, `@daily`; of hashed
 * and random expressions (`H`, `R`) it refuses those that stand alone.
 */
export function cronFault(expression: string): string | undefined {
  const lower = expression.toLowerCase();
  if (ALIASES.has(lower)) return undefined;
  const parts = lower.split(/\s+/).filter((part) => part !== "");
  if (parts.length < 5 || parts.length > 7)
    return `It has ${parts.length} fields; 5 are usual, 6 and 7 add seconds and years.`;
  try {
    for (const [index, part] of parts.entries()) checkField(part, index, parts.length);
  } catch (error) {
    if (error instanceof CronFault) return error.message;
    throw error;
  }
  if (parts.some((part) => part === "r" || part === "h")) return "Prefect has no random and hashed fields.";
  return undefined;
}

const HASHED = /^(h|r)(?:\((\d+)-(\d+)\))?(?:\/(\d+))?$/;

function checkField(text: string, index: number, count: number): void {
  const field = fieldOf(index, count);
  const hashed = HASHED.exec(text);
  if (hashed) {
    checkHashed(text, field, hashed);
    return;
  }
  if (text.includes("?")) {
    if (text !== "?") throw new CronFault(`In ${text} a ? stands beside something else.`);
    if (field.name !== "day of month" && field.name !== "day of week") {
      throw new CronFault(`A ? can stand for the day of month or of week only, not for the ${field.name}.`);
    }
    return;
  }
  const literal = new Set<string>();
  const nth = new Set<string>();
  for (const part of text.split(",")) checkPart(part, index, field, { literal, nth });
  if (nth.size > 0) {
    const mixed = [...literal].filter((day) => !nth.has(day) && day !== "*");
    const all = new Set([...literal, ...nth]);
    if (mixed.length > 0 && all.size !== 7) {
      throw new CronFault(`${text} mixes days of the week with numbered ones such as 2#3.`);
    }
  }
}

/** The aliases 0 and 7 are not everywhere what they are in the usual five fields (croniter's `value_alias`). */
function fieldOf(index: number, count: number): Field {
  const field = FIELDS[index] as Field;
  const without = { 5: ["day of month", "month"], 6: ["month", "day of week"] }[count];
  const aliased = count === 7 ? false : !without?.includes(field.name);
  return aliased ? field : { ...field, aliases: {} };
}

/** `r` with a range or a step: croniter puts a random number in its place. `h` needs what Prefect never gives. */
function checkHashed(text: string, field: Field, match: RegExpExecArray): void {
  const [, type, begin, end, divisor] = match;
  if (type === "h") throw new CronFault("Prefect has no random and hashed fields.");
  if (begin !== undefined && end !== undefined) {
    if (Number(begin) >= Number(end)) throw new CronFault(`The range of ${text} ends before it begins.`);
    if (Number(begin) < field.low || Number(end) > field.high) throw outOfRange(text, field);
  }
  if (divisor === undefined) return;
  if (Number(divisor) === 0) throw new CronFault(`The step of ${text} is 0.`);
  if (Number(begin ?? field.low) + Number(divisor) - 1 > field.high) throw outOfRange(text, field);
}

interface Days {
  literal: Set<string>;
  nth: Set<string>;
}

const NTH = new RegExp(
  `^(?:((?:(?:${DAYS.join("|")})(?:-(?:${DAYS.join("|")}))?|(?:${MONTHS.join("|")})(?:-(?:${MONTHS.join("|")}))?|[\\p{L}\\p{N}_]+))#|l)(\\d+)$`,
  "u",
);
const RANGE = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/;

function checkPart(text: string, index: number, field: Field, days: Days): void {
  let part = text;
  let numbered = false;
  const special = index === DAY_OF_WEEK ? NTH.exec(text) : null;
  if (special) {
    const [, day, last = ""] = special;
    if (day !== undefined && (Number(last) < 1 || Number(last) > 5)) {
      throw new CronFault(`In ${text} the number after # is from 1 to 5.`);
    }
    part = day ?? last;
    numbered = true;
  }
  const range =
    RANGE.exec(part.replace(/^\*(\/.+)$/, `${field.low}-${field.high}$1`)) ??
    RANGE.exec(part.replace(/^(.+)\/(.+)$/, `$1-${field.high}/$2`));
  if (range) {
    for (const day of expandRange(text, range, field)) (numbered ? days.nth : days.literal).add(String(day));
    return;
  }
  if (part.startsWith("-")) throw new CronFault(`${text} begins with -; negative numbers mean nothing here.`);
  const value = aliased(/^(?:\d+|\*)$/.test(part) ? part : wordOf(part, field), field);
  if (value !== "*" && value !== "l" && (Number(value) < field.low || Number(value) > field.high)) {
    throw outOfRange(text, field);
  }
  (numbered ? days.nth : days.literal).add(value);
}

function expandRange(text: string, range: RegExpExecArray, field: Field): number[] {
  const [, first = "", second = "", stepText] = range;
  const end = field.name === "day of month" && second === "l" ? "31" : second;
  const bounds = [first, end].map((bound) => {
    const number = /^\d+$/.test(bound) ? bound : wordOf(bound, field);
    if (!/^\d+$/.test(number)) throw new CronFault(`${text} is no range.`);
    return Number(aliased(number, field));
  });
  const [low = 0, high = 0] = bounds;
  if (Math.max(low, high) > field.high) throw outOfRange(text, field);
  const step = Number(stepText ?? 1);
  if (step === 0) throw new CronFault(`The step of ${text} is 0.`);
  const values: number[] = [];
  const [from, to] = low === high ? [field.low, field.high] : low > high ? [low, field.high] : [low, high];
  for (let value = from; value <= to; value += step) values.push(value);
  for (const value of values) {
    // Each value goes through the same mill again, where one below the field's first is refused.
    if (Number(aliased(String(value), field)) < field.low) throw outOfRange(text, field);
  }
  if (low > high) for (let value = field.low; value <= high; value += step) values.push(value);
  return values;
}

function wordOf(word: string, field: Field): string {
  const number = Object.hasOwn(field.words, word) ? field.words[word] : undefined;
  if (number === undefined) throw new CronFault(`${word} means nothing as ${field.name}.`);
  return number;
}

/** 0 stands for the first day or month, 7 for Sunday. */
function aliased(value: string, field: Field): string {
  if (!/^\d+$/.test(value)) return value;
  return String(field.aliases[Number(value)] ?? Number(value));
}

function outOfRange(text: string, field: Field): CronFault {
  return new CronFault(
    `${text} is out of range as ${field.name}, which goes from ${field.low} to ${field.high}.`,
  );
}
