import { durationText } from "#json";
import type { Value } from "../../evaluate/values.ts";

type Instance = Extract<Value, { kind: "instance" }>;

/** JSON of `datetime`'s values and of their counterparts elsewhere; undefined where it is none or isn't known. */
export function encodeTemporal(value: Instance, name: string): string | undefined {
  switch (name) {
    case "datetime.timedelta":
      return encodeDuration(value);
    case "datetime.date":
      return dateText(numbers(value, ["year", "month", "day"]));
    case "datetime.time":
    case "datetime.datetime":
      return encodeDateTime(value, name === "datetime.time");
    default:
      return undefined;
  }
}

function encodeDateTime(value: Instance, timeOnly: boolean): string | undefined {
  const clock = ["hour", "minute", "second", "microsecond"];
  const names = timeOnly ? clock : ["year", "month", "day", ...clock];
  const zonePlace = names.length;
  const zone = value.keywords.get("tzinfo") ?? value.args[zonePlace];
  const parts = numbers(
    { ...value, args: value.args.slice(0, zonePlace), keywords: without(value.keywords, "tzinfo", "fold") },
    names,
  );
  if (!parts) return undefined;
  const offset = zone ? zoneText(zone) : "";
  if (offset === undefined) return undefined;
  const [hour = 0, minute = 0, second = 0, micro = 0] = timeOnly ? parts : parts.slice(3);
  const fraction = micro === 0 ? "" : `.${pad(micro, 6)}`;
  const time = `${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}${offset}`;
  if (timeOnly) return time;
  const date = dateText(parts.slice(0, 3));
  return date && `${date}T${time}`;
}

/** `Z` for UTC, `+02:00` for a fixed offset; zones with rules aren't known here. */
function zoneText(zone: Value): string | undefined {
  if (zone.kind === "none") return "";
  if (zone.kind === "external") return /^datetime\.(timezone\.utc|UTC)$/.test(zone.name) ? "Z" : undefined;
  if (zone.kind !== "instance" || zone.of.kind !== "external") return undefined;
  const [first] = zone.args;
  if (zone.of.name === "zoneinfo.ZoneInfo" && first?.kind === "str" && first.value === "UTC") return "Z";
  if (zone.of.name !== "datetime.timezone" || first?.kind !== "instance") return undefined;
  const seconds = durationOf(first);
  if (seconds === undefined || seconds.micro !== 0n) return undefined;
  const minutes = Number(seconds.total) / 60;
  if (!Number.isInteger(minutes)) return undefined;
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function encodeDuration(value: Instance): string | undefined {
  const duration = durationOf(value);
  if (!duration) return undefined;
  return durationText(duration.total * 1_000_000n + duration.micro);
}

const unitMicros: Record<string, bigint> = {
  days: 86_400_000_000n,
  seconds: 1_000_000n,
  microseconds: 1n,
  milliseconds: 1000n,
  minutes: 60_000_000n,
  hours: 3_600_000_000n,
  weeks: 604_800_000_000n,
};

/** Whole seconds and the microseconds beyond them. */
function durationOf(value: Instance): { total: bigint; micro: bigint } | undefined {
  const order = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
  let micros = 0n;
  const given = [...value.args.map((arg, index) => [order[index] ?? "", arg] as const), ...value.keywords];
  for (const [name, amount] of given) {
    const unit = unitMicros[name];
    if (unit === undefined) return undefined;
    if (amount.kind === "int") micros += amount.value * unit;
    else if (amount.kind === "float" && Number.isFinite(amount.value)) {
      micros += BigInt(Math.round(amount.value * Number(unit)));
    } else return undefined;
  }
  return { total: micros / 1_000_000n, micro: micros % 1_000_000n };
}

/** Integer arguments by position or name; missing ones at the end are 0. */
function numbers(value: Instance, names: readonly string[]): number[] | undefined {
  const found = names.map((name, index) => value.args[index] ?? value.keywords.get(name));
  if (value.args.length > names.length) return undefined;
  if ([...value.keywords.keys()].some((name) => !names.includes(name))) return undefined;
  if (names[0] === "year" && found.slice(0, 3).includes(undefined)) return undefined;
  const integers = found.map((part) =>
    part === undefined ? 0 : part.kind === "int" ? Number(part.value) : Number.NaN,
  );
  return integers.some(Number.isNaN) ? undefined : integers;
}

function dateText(parts: readonly number[] | undefined): string | undefined {
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0] = parts;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

function without(keywords: ReadonlyMap<string, Value>, ...names: string[]): Map<string, Value> {
  return new Map([...keywords].filter(([name]) => !names.includes(name)));
}
