import { aliased, DAYS, type Field, fieldOf, MONTHS } from "./cron-fields.ts";

const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

const SHORTHANDS: { readonly [word: string]: string } = {
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

class CronFault extends Error {}

/** What a field of an expression allows. */
export interface CronField {
  /** In ascending order; `l`, the last day of the month, comes last. */
  values: readonly (number | "l")[];
  /** True where every value is allowed. */
  any: boolean;
}

/** A cron expression as Prefect's croniter understands it. */
export interface CronExpansion {
  minute: CronField;
  hour: CronField;
  dayOfMonth: CronField;
  month: CronField;
  /** 0 is Sunday. */
  dayOfWeek: CronField;
  /** Null in an expression of five fields: the minute's first. */
  second: CronField | null;
  /** Null in an expression of fewer than seven fields: every year. */
  year: CronField | null;
  /** `2#3`, `l5`: days of the week with which ones of a month. Where there are some, `dayOfWeek` counts for nothing. */
  numberedDays: ReadonlyMap<number, ReadonlySet<number | "l">>;
  /** True where a field is drawn at random each time it is read (`r/5`): then it has no values. */
  isRandom: boolean;
}

/**
 * Why Prefect refuses a cron expression, or undefined when it takes it. Prefect asks its copy of croniter
 * (`prefect/_vendor/croniter`), which takes more than cron does: seconds, years, `l`, `2#3`, `@daily`; of hashed
 * and random expressions (`H`, `R`) it refuses those that stand alone.
 */
export function cronFault(expression: string): string | undefined {
  try {
    expandCron(expression);
  } catch (error) {
    if (error instanceof CronFault) return error.message;
    throw error;
  }
  return undefined;
}

/** What an expression allows. Throws for one that {@link cronFault} says something about. */
export function expandCron(expression: string): CronExpansion {
  const lower = expression.toLowerCase();
  const parts = (SHORTHANDS[lower] ?? lower).split(/\s+/).filter((part) => part !== "");
  if (parts.length < 5 || parts.length > 7)
    throw new CronFault(`It has ${parts.length} fields; 5 are usual, 6 and 7 add seconds and years.`);
  const numberedDays = new Map<number, Set<number | "l">>();
  const fields = parts.map((part, index) => expandField(part, index, parts, numberedDays));
  if (parts.some((part) => part === "r" || part === "h"))
    throw new CronFault("Prefect has no random and hashed fields.");
  const [minute, hour, dayOfMonth, month, dayOfWeek, second = null, year = null] = fields;
  return {
    ...({ minute, hour, dayOfMonth, month, dayOfWeek, second, year } as Omit<
      CronExpansion,
      "numberedDays" | "isRandom"
    >),
    numberedDays,
    isRandom: parts.some((part) => HASHED.test(part)),
  };
}

const HASHED = /^(h|r)(?:\((\d+)-(\d+)\))?(?:\/(\d+))?$/;
type Value = number | "l" | "*";
type NumberedDays = Map<number, Set<number | "l">>;

function expandField(
  text: string,
  index: number,
  parts: readonly string[],
  numberedDays: NumberedDays,
): CronField {
  const field = fieldOf(index, parts.length);
  const hashed = HASHED.exec(text);
  if (hashed) {
    checkHashed(text, field, hashed);
    return { values: [], any: false };
  }
  if (text.includes("?")) {
    if (text !== "?") throw new CronFault(`In ${text} a ? stands beside something else.`);
    if (index !== DAY_OF_MONTH && index !== DAY_OF_WEEK) {
      throw new CronFault(`A ? can stand for the day of month or of week only, not for the ${field.name}.`);
    }
    return { values: [], any: true };
  }
  const values = new Set(text.split(",").flatMap((part) => expandPart(part, index, field, numberedDays)));
  if (index === DAY_OF_WEEK && numberedDays.size > 0 && values.size !== 7) {
    const mixed = [...values].filter((day) => day !== "*" && !numberedDays.has(day as number));
    if (mixed.length > 0) {
      throw new CronFault(`${text} mixes days of the week with numbered ones such as 2#3.`);
    }
  }
  return {
    values: [...values].filter((value) => value !== "*").sort(byPlace),
    any: values.has("*") || (values.size === field.high - field.low + 1 && !narrowsOtherDay(index, parts)),
  };
}

/**
 * Every day of the month (`1-31`) beside a day of the week that is given, or the other way round, is no star: for
 * croniter a day then has to fit one of the two, and each does.
 */
function narrowsOtherDay(index: number, parts: readonly string[]): boolean {
  if (index !== DAY_OF_MONTH && index !== DAY_OF_WEEK) return false;
  return !parts[index === DAY_OF_MONTH ? DAY_OF_WEEK : DAY_OF_MONTH]?.includes("*");
}

function byPlace(first: number | "l", second: number | "l"): number {
  return (first === "l" ? Infinity : first) - (second === "l" ? Infinity : second);
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

const NTH = new RegExp(
  `^(?:((?:(?:${DAYS.join("|")})(?:-(?:${DAYS.join("|")}))?|(?:${MONTHS.join("|")})(?:-(?:${MONTHS.join("|")}))?|[\\p{L}\\p{N}_]+))#|l)(\\d+)$`,
  "u",
);
const RANGE = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/;

function expandPart(text: string, index: number, field: Field, numberedDays: NumberedDays): Value[] {
  let part = text;
  let nth: number | "l" | undefined;
  const special = index === DAY_OF_WEEK ? NTH.exec(text) : null;
  if (special) {
    const [, day, last = ""] = special;
    if (day !== undefined && (Number(last) < 1 || Number(last) > 5)) {
      throw new CronFault(`In ${text} the number after # is from 1 to 5.`);
    }
    part = day ?? last;
    nth = day === undefined ? "l" : Number(last);
  }
  const range =
    RANGE.exec(part.replace(/^\*(\/.+)$/, `${field.low}-${field.high}$1`)) ??
    RANGE.exec(part.replace(/^(.+)\/(.+)$/, `$1-${field.high}/$2`));
  const values: Value[] = range ? expandRange(text, range, field) : [singleValue(text, part, field)];
  if (nth !== undefined) {
    for (const day of values as number[])
      numberedDays.set(day, (numberedDays.get(day) ?? new Set()).add(nth));
  }
  return values;
}

function singleValue(text: string, part: string, field: Field): Value {
  if (part.startsWith("-")) throw new CronFault(`${text} begins with -; negative numbers mean nothing here.`);
  const value = /^(?:\d+|\*)$/.test(part) ? part : wordOf(part, field);
  if (value === "*" || value === "l") return value;
  const number = aliased(Number(value), field);
  if (number < field.low || number > field.high) throw outOfRange(text, field);
  return number;
}

function expandRange(text: string, range: RegExpExecArray, field: Field): number[] {
  const [, first = "", second = "", stepText] = range;
  const end = field.name === "day of month" && second === "l" ? "31" : second;
  const bounds = [first, end].map((bound) => {
    const number = /^\d+$/.test(bound) ? bound : wordOf(bound, field);
    if (!/^\d+$/.test(number)) throw new CronFault(`${text} is no range.`);
    return aliased(Number(number), field);
  });
  const [low = 0, high = 0] = bounds;
  if (Math.max(low, high) > field.high) throw outOfRange(text, field);
  const step = Number(stepText ?? 1);
  if (step === 0) throw new CronFault(`The step of ${text} is 0.`);
  const [from, to] = low === high ? [field.low, field.high] : low > high ? [low, field.high] : [low, high];
  const values = steps(from, to, step);
  // Each value goes through the same mill again, where one below the field's first is refused.
  const again = values.map((value) => aliased(value, field));
  if (again.some((value) => value < field.low)) throw outOfRange(text, field);
  if (low <= high) return again;
  return [...again, ...steps(field.low + skipped(values.at(-1) as number, step, field), high, step)];
}

/** How far a range that goes over the end (`nov-feb/3`) has to go on behind the field's first value. */
function skipped(last: number, step: number, field: Field): number {
  const left = field.high - last;
  const isOver = last - field.low + step > field.high - field.low + 1;
  return isOver && left < step ? step - left : 0;
}

function steps(from: number, to: number, step: number): number[] {
  return from > to
    ? []
    : Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
}

function wordOf(word: string, field: Field): string {
  const number = Object.hasOwn(field.words, word) ? field.words[word] : undefined;
  if (number === undefined) throw new CronFault(`${word} means nothing as ${field.name}.`);
  return number;
}

function outOfRange(text: string, field: Field): CronFault {
  return new CronFault(
    `${text} is out of range as ${field.name}, which goes from ${field.low} to ${field.high}.`,
  );
}
