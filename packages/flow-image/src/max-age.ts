import { FaultError } from "#diagnostics";

const HOURS = { h: 1, d: 24, w: 7 * 24 };

/** Reads an age such as `12h`, `30d`, `4w` as milliseconds; `never` has no limit. Throws a FaultError. */
export function parseMaxAge(text: string): number {
  if (text === "never") return Number.POSITIVE_INFINITY;
  const match = /^(\d{1,6})([hdw])$/.exec(text);
  if (!match) {
    throw new FaultError({
      message: `Input \`max-age\` is ${JSON.stringify(text)}, which is no age.`,
      fix: "Write a number with h, d or w (hours, days, weeks), such as `30d`, or `never`.",
    });
  }
  return Number(match[1]) * HOURS[match[2] as keyof typeof HOURS] * 3_600_000;
}
