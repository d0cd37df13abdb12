/** Microseconds of pydantic's largest duration, 999,999,999 days. */
const LARGEST = 999_999_999n * 86_400_000_000n;

/** No duration has more characters, though a text may. */
const LONGEST = 200;

const DAYS_IN = { Y: 365n, M: 30n, W: 7n, D: 1n } as const;
const SECONDS_IN = { H: 3600n, M: 60n, S: 1n } as const;

/**
 * Reads a duration as pydantic does (its `speedate` library): ISO 8601 (`PT1H30M`, `P1DT12H`), `1 day, 01:02:03`,
 * `01:02:03`, `01:02`. Microseconds; undefined where pydantic refuses the text.
 */
export function parseDuration(text: string): bigint | undefined {
  if (text.length > LONGEST) return undefined;
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const size = rest.startsWith("P") ? parseIso(rest.slice(1)) : parseDaysAndTime(rest);
  if (size === undefined || size > LARGEST) return undefined;
  return sign === "-" ? -size : size;
}

function parseIso(text: string): bigint | undefined {
  const match = /^((?:\d+(?:[.,]\d*)?[YMWD])*)(?:T((?:\d+(?:[.,]\d*)?[HMS])*))?$/.exec(text);
  if (!match || text === "" || text === "T") return undefined;
  let size = 0n;
  for (const [, number = "", unit] of (match[1] ?? "").matchAll(/([\d.,]+)([YMWD])/g)) {
    size += scaled(number, DAYS_IN[unit as keyof typeof DAYS_IN] * 86_400n);
  }
  for (const [, number = "", unit] of (match[2] ?? "").matchAll(/([\d.,]+)([HMS])/g)) {
    size += scaled(number, SECONDS_IN[unit as keyof typeof SECONDS_IN]);
  }
  return size;
}

function parseDaysAndTime(text: string): bigint | undefined {
  // Its library reads a time of less than five characters, `1:30`, as a number of days without their name.
  if (/^\d:\d\d$/.test(text)) return undefined;
  const match = /^(?:(\d+) ?(?:days?|d),? ?)?(?:(\d{1,9}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/i.exec(text);
  if (!match || text === "") return undefined;
  const [, days, hours, minutes, seconds, fraction] = match;
  if (Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59) return undefined;
  if (days !== undefined && Number(hours ?? 0) > 23) return undefined;
  const whole =
    BigInt(days ?? 0) * 86_400n +
    BigInt(hours ?? 0) * 3600n +
    BigInt(minutes ?? 0) * 60n +
    BigInt(seconds ?? 0);
  return whole * 1_000_000n + BigInt((fraction ?? "").slice(0, 6).padEnd(6, "0"));
}

/** Microseconds of a decimal number of units of so many seconds. */
function scaled(number: string, seconds: bigint): bigint {
  const [whole = "0", fraction = ""] = number.replace(",", ".").split(".");
  const micro = seconds * 1_000_000n;
  return (
    BigInt(whole) * micro +
    (fraction === "" ? 0n : (BigInt(fraction) * micro) / 10n ** BigInt(fraction.length))
  );
}

/** Microseconds of a number of seconds, rounded to the nearest; undefined where pydantic refuses it. */
export function durationOfSeconds(seconds: bigint | number): bigint | undefined {
  if (typeof seconds === "bigint") {
    const size = seconds * 1_000_000n;
    return size <= LARGEST && size >= -LARGEST ? size : undefined;
  }
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= 86_400 * 1e9) return undefined;
  const size = Math.abs(seconds);
  const whole = Math.floor(size);
  const microseconds = BigInt(whole) * 1_000_000n + BigInt(Math.round((size - whole) * 1e6));
  return seconds < 0 ? -microseconds : microseconds;
}

/** A duration as pydantic's JSON mode writes it: `PT1H30M`, `P1DT12H`, `-PT5S`. */
export function durationText(microseconds: bigint): string {
  const size = microseconds < 0n ? -microseconds : microseconds;
  const allDays = size / 86_400_000_000n;
  const years = allDays / 365n;
  const days = allDays % 365n;
  const seconds = (size / 1_000_000n) % 86_400n;
  const fraction = String(size % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "");
  let date = "";
  if (years > 0n) date += `${years}Y`;
  if (days > 0n) date += `${days}D`;
  let time = "";
  if (seconds >= 3600n) time += `${seconds / 3600n}H`;
  if ((seconds / 60n) % 60n > 0n) time += `${(seconds / 60n) % 60n}M`;
  if (seconds % 60n > 0n || fraction !== "") time += `${seconds % 60n}${fraction ? `.${fraction}` : ""}S`;
  if (date === "" && time === "") return "PT0S";
  return `${microseconds < 0n ? "-" : ""}P${date}${time ? `T${time}` : ""}`;
}

/** Seconds of a duration, as a float. */
export function secondsOf(microseconds: bigint): number {
  return Number(microseconds) / 1e6;
}
