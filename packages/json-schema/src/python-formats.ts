import { isIPv4, isIPv6 } from "node:net";
import { isPythonPattern } from "./python-pattern.ts";

/**
 * The formats that Python's `jsonschema` checks where a Prefect server runs (`jsonschema._format`, with the packages
 * that Prefect itself brings along); all others say nothing.
 */
export const pythonFormats: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => text.includes("@"),
  "idn-email": (text) => text.includes("@"),
  ipv4: (text) => isIPv4(text),
  ipv6: (text) => isIPv6(text) && !text.includes("%"),
  regex: isPythonPattern,
  date: isDate,
  time: (text) => isDateTime(`1970-01-01T${text}`),
  "date-time": isDateTime,
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  "json-pointer": isJsonPointer,
  // Of several digits none may follow a 0.
  "relative-json-pointer": (text) => {
    const [, , rest] = /^(?=\p{Nd})((?:(?!0)\p{Nd})*0?)([\s\S]*)$/u.exec(text) ?? [];
    return rest !== undefined && (rest === "#" || isJsonPointer(rest));
  },
};

/** A real day, as `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (!year || !month || !day || month > 12) return false;
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** RFC 3339 without leap seconds; of an end with a line feed Python's `$` doesn't mind. */
function isDateTime(text: string): boolean {
  const [, date = ""] =
    /^([^T]*)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)\n?$/.exec(
      text.toUpperCase(),
    ) ?? [];
  return isDate(date);
}

function isJsonPointer(text: string): boolean {
  return /^(?:\/(?:[^~/]|~[01])*)*$/.test(text);
}
