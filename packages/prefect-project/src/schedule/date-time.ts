import { PyDate } from "../python-value.ts";
import { isDate } from "../yaml/construct-scalar.ts";

const DATE_TIME =
  /^(\d{4})(?:-(\d\d)-(\d\d)|\/(\d\d)\/(\d\d)|(\d\d)(\d\d))(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads a date or time as Prefect reads an anchor date (`parse_datetime` of `prefect.types._datetime`), as far as
 * that does not depend on the version of Python. The result is what Prefect sends: ISO 8601 with an offset, UTC
 * where the text names none. Undefined for anything else.
 */
export function parseDateTime(text: string): string | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, year, ...parts] = match;
  const [month, day] = [parts[0] ?? parts[2] ?? parts[4], parts[1] ?? parts[3] ?? parts[5]];
  const [hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = parts.slice(6);
  const date = new PyDate(Number(year), Number(month), Number(day));
  if (!isDate(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const micro = fraction.slice(0, 6).padEnd(6, "0");
  return `${date}T${hour}:${minute}:${second}${Number(micro) === 0 ? "" : `.${micro}`}${offsetText(zone)}`;
}

function offsetText(zone: string): string {
  if (zone === "Z") return "Z";
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return Number(hours) === 0 && Number(minutes) === 0 ? "Z" : `${sign}${hours}:${minutes}`;
}
