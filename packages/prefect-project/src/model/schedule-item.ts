import { durationOfSeconds, durationText, parseDuration, secondsOf } from "#json";
import type { Config, ConfigValue } from "../config-value.ts";
import { PyBytes, PyDate, PyDateTime, PyDict, type PyValue } from "../python-value.ts";
import { isTimeZone } from "../schedule/time-zones.ts";
import {
  bool,
  type Coerce,
  dict,
  INVALID,
  keyText,
  model,
  optional,
  type Path,
  type Problem,
  text,
} from "./coerce.ts";

/** `timedelta`, as JSON: `PT1H`. A number is seconds. */
const duration: Coerce<string> = (value, path, problems) => {
  const microseconds = durationOf(value);
  if (microseconds !== undefined) return durationText(microseconds);
  problems.push({
    path,
    code: "schedule-invalid",
    message: "interval must be a number of seconds or a duration.",
    fix: "Write 3600, PT1H or 01:00:00.",
  });
  return INVALID;
};

function durationOf(value: PyValue): bigint | undefined {
  if (typeof value === "boolean") return value ? 1_000_000n : 0n;
  if (typeof value === "bigint" || typeof value === "number") return durationOfSeconds(value);
  return typeof value === "string" ? parseDuration(value) : undefined;
}

/** `Union[bool, str]`: a text stays one, so that a placeholder can stand there. */
const boolOrText: Coerce<boolean | string> = (value, path, problems) => {
  if (typeof value === "string") return value;
  const flag = bool(value, path, []);
  if (flag !== INVALID) return flag;
  return value instanceof PyBytes ? text(value, path, problems) : bool(value, path, problems);
};

const FIELDS = {
  cron: optional(text),
  interval: optional(duration),
  rrule: optional(text),
  timezone: optional(text),
  anchor_date: optional(text),
  active: optional(boolOrText),
  parameters: dict,
  slug: optional(text),
  replaces: optional(text),
  day_or: optional(boolOrText),
};
const KEYS = Object.keys(FIELDS);

/**
 * A schedule of `schedule:` or `schedules:` (`RawScheduleConfig` and what stands beside it in `ScheduleItem`).
 * Beside the usual form the model takes an interval whose anchor is a YAML date, and an empty mapping.
 */
export const scheduleItem: Coerce<Config> = (value, path, problems) => {
  if (!(value instanceof PyDict)) {
    problems.push({ path, ...noMapping(value, path.at(-1) === "schedule") });
    return INVALID;
  }
  if (value.size === 0) return new Map();
  return anchoredInterval(value) ?? usualSchedule(value, path, problems);
};

function noMapping(value: PyValue, isAlone: boolean): Omit<Problem, "path"> {
  if (isAlone && Array.isArray(value)) {
    return {
      code: "schedule-invalid",
      message: "schedule holds one schedule, and this is a list.",
      fix: "Write the list under `schedules`.",
    };
  }
  const message = "A schedule must be a mapping with cron, interval or rrule.";
  const fix = typeof value === "string" ? { fix: "Write `cron:` before the expression." } : {};
  return { code: "schedule-invalid", message, ...fix };
}

function usualSchedule(value: PyDict, path: Path, problems: Problem[]): Config | typeof INVALID {
  const before = problems.length;
  const unknown: Problem[] = [];
  const config = model(FIELDS, unknown)(value, path, problems);
  for (const { path: at } of unknown) {
    problems.push({
      path: at,
      code: "schedule-invalid",
      message: `A schedule has no key ${keyText(at.at(-1) ?? "")}.`,
      fix: `Its keys are ${KEYS.join(", ")}.`,
    });
  }
  if (config !== INVALID) {
    const given = ["cron", "interval", "rrule"].filter((key) => (config.get(key) ?? null) !== null);
    if (given.length !== 1) {
      problems.push({
        path,
        code: "schedule-invalid",
        message: "A schedule needs exactly one of cron, interval and rrule.",
      });
    }
  }
  return problems.length > before ? INVALID : config;
}

/** `IntervalSchedule`, which alone takes a date as its anchor; undefined for anything else. */
function anchoredInterval(value: PyDict): Config | undefined {
  const anchor = anchorText(value.get("anchor_date"));
  const interval = durationOf(value.get("interval") ?? null);
  const zone = value.get("timezone") ?? null;
  if (anchor === undefined || interval === undefined || interval <= 0n) return undefined;
  if (zone !== null && (typeof zone !== "string" || (zone !== "" && !isTimeZone(zone)))) return undefined;
  for (const [key] of value.entries()) {
    if (key !== "anchor_date" && key !== "interval" && key !== "timezone") return undefined;
  }
  return new Map<string, ConfigValue>([
    ["interval", secondsOf(interval)],
    ["anchor_date", anchor],
    ["timezone", zone ?? "UTC"],
  ]);
}

function anchorText(value: PyValue | undefined): string | undefined {
  if (value instanceof PyDate) return `${value}T00:00:00Z`;
  if (value instanceof PyDateTime) return value.offset === undefined ? `${value}Z` : value.toString();
  return undefined;
}
