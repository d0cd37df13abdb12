import type { Location } from "#diagnostics";
import { durationOfSeconds, isTrue, parseDuration, secondsOf } from "#json";
import type { DesiredSchedule } from "../build/desired-deployment.ts";
import type { Placed } from "../build/part.ts";
import { type Config, type ConfigValue, toJsonObject } from "../config-value.ts";
import { bool, INVALID, type Path, type Problem } from "../model/coerce.ts";
import { cronFault } from "./cron.ts";
import { parseDateTime } from "./date-time.ts";
import { rruleFault } from "./rrule.ts";
import { isRruleTimeZone, isTimeZone } from "./time-zones.ts";

type Timing = DesiredSchedule["schedule"];

const ZONE_FIX = "Name it as the IANA data base does, such as America/New_York.";

/**
 * The schedules of a deployment whose placeholders are filled, as `_schedule_config_to_deployment_schedule` of
 * `prefect/cli/deploy/_schedules.py` and the schedule models make them. One with a problem is left out.
 */
export function desiredSchedules(
  schedules: ConfigValue | undefined,
  problems: Problem[],
  locate: (path: Path) => Location,
  pathOf: (index: number) => Path,
): Placed<DesiredSchedule>[] {
  const desired: Placed<DesiredSchedule>[] = [];
  const slugs = new Set<string>();
  for (const [index, config] of (Array.isArray(schedules) ? schedules : []).entries()) {
    const path = pathOf(index);
    if (!(config instanceof Map)) continue;
    const before = problems.length;
    const timing = timingOf(config, path, problems);
    const active = activeOf(config, path, problems);
    const slug = textOf(config, "slug");
    if (slug !== null && slugs.has(slug)) {
      problems.push({
        path: [...path, "slug"],
        code: "schedule-invalid",
        message: `Two schedules have the slug ${slug}.`,
      });
    }
    if (slug !== null) slugs.add(slug);
    if (!timing || problems.length > before) continue;
    const parameters = config.get("parameters");
    const value = {
      schedule: timing,
      active,
      parameters: parameters instanceof Map ? toJsonObject(parameters) : {},
      slug,
      replaces: textOf(config, "replaces"),
      location: locate(path),
    };
    desired.push({ value, path });
  }
  return desired;
}

function activeOf(config: Config, path: Path, problems: Problem[]): boolean {
  const active = config.get("active") ?? null;
  if (active === null) return true;
  const value = typeof active === "object" ? INVALID : bool(active, [...path, "active"], problems);
  return value === INVALID ? true : value;
}

function timingOf(config: Config, path: Path, problems: Problem[]): Timing | undefined {
  const timezone = config.get("timezone");
  const zone = typeof timezone === "string" ? timezone : null;
  if (isSet(config.get("cron"))) return cronTiming(config, zone, path, problems);
  if (isSet(config.get("interval"))) return intervalTiming(config, zone, path, problems);
  if (isSet(config.get("rrule"))) return rruleTiming(config, zone, path, problems);
  problems.push({
    path,
    code: "schedule-invalid",
    message: "The schedule has no cron, interval or rrule.",
    fix: "Give it one, or take the schedule out of the list.",
  });
  return undefined;
}

function cronTiming(
  config: Config,
  timezone: string | null,
  path: Path,
  problems: Problem[],
): Timing | undefined {
  const cron = config.get("cron");
  if (typeof cron !== "string") {
    problems.push({ path: [...path, "cron"], code: "schedule-invalid", message: "cron must be a text." });
    return undefined;
  }
  const fault = cronFault(cron);
  if (fault !== undefined) {
    problems.push({
      path: [...path, "cron"],
      code: "schedule-invalid",
      message: `Prefect refuses the cron expression "${cron}". ${fault}`,
    });
  }
  checkZone(timezone, isTimeZone, path, problems);
  const given = config.get("day_or") ?? true;
  const dayOr = typeof given === "object" ? INVALID : bool(given, [...path, "day_or"], problems);
  return dayOr === INVALID ? undefined : { cron, timezone, day_or: dayOr };
}

function intervalTiming(
  config: Config,
  timezone: string | null,
  path: Path,
  problems: Problem[],
): Timing | undefined {
  const given = config.get("interval");
  const interval =
    typeof given === "string"
      ? parseDuration(given)
      : typeof given === "bigint" || typeof given === "number"
        ? durationOfSeconds(given)
        : undefined;
  if (interval === undefined || interval <= 0n) {
    problems.push({
      path: [...path, "interval"],
      code: "schedule-invalid",
      message: "An interval must be longer than 0 seconds.",
    });
  }
  checkZone(timezone, isTimeZone, path, problems);
  const anchor = config.get("anchor_date");
  const anchorDate = typeof anchor === "string" && anchor !== "" ? parseDateTime(anchor) : null;
  if (anchorDate === undefined) {
    problems.push({
      path: [...path, "anchor_date"],
      code: "schedule-invalid",
      message: `The anchor date "${anchor}" is not understood.`,
      fix: "Write 2024-01-31 or 2024-01-31T05:30:00+02:00.",
    });
  }
  if (interval === undefined || anchorDate === undefined) return undefined;
  // A schedule without a time zone takes its anchor's, which is never more than an offset: UTC.
  return { interval: secondsOf(interval), anchor_date: anchorDate, timezone: timezone ?? "UTC" };
}

function rruleTiming(
  config: Config,
  timezone: string | null,
  path: Path,
  problems: Problem[],
): Timing | undefined {
  const given = config.get("rrule");
  if (typeof given !== "string") {
    problems.push({ path: [...path, "rrule"], code: "schedule-invalid", message: "rrule must be a text." });
    return undefined;
  }
  const { rrule, zone } = unpackRrule(given);
  const fault = rrule === undefined ? "It is JSON without a text `rrule`." : rruleFault(rrule);
  if (fault !== undefined) {
    problems.push({
      path: [...path, "rrule"],
      code: "schedule-invalid",
      message: `Prefect refuses the recurrence rule. ${fault}`,
    });
  }
  const effective = timezone || zone;
  checkZone(effective, isRruleTimeZone, path, problems);
  return { rrule: rrule ?? "", timezone: effective ?? "UTC" };
}

/** Prefect also takes the JSON of a whole rrule schedule. */
function unpackRrule(text: string): { rrule: string | undefined; zone: string | null } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { rrule: text, zone: null };
  }
  const schedule = typeof parsed === "object" && parsed !== null ? parsed : {};
  const only = Object.keys(schedule).every((key) => key === "rrule" || key === "timezone");
  const rrule =
    "rrule" in schedule && typeof schedule.rrule === "string" && only ? schedule.rrule : undefined;
  const zone = "timezone" in schedule && typeof schedule.timezone === "string" ? schedule.timezone : null;
  return { rrule, zone };
}

function checkZone(
  zone: string | null,
  isKnown: (name: string) => boolean,
  path: Path,
  problems: Problem[],
): void {
  if (zone === null || zone === "" || isKnown(zone)) return;
  problems.push({
    path: [...path, "timezone"],
    code: "schedule-invalid",
    message: `There is no time zone ${zone}.`,
    fix: ZONE_FIX,
  });
}

function textOf(config: Config, key: string): string | null {
  const value = config.get(key);
  return typeof value === "string" && value !== "" ? value : null;
}

/** A key counts as given where its value is true for Python. */
function isSet(value: ConfigValue | undefined): boolean {
  return typeof value === "object" ? value !== null : value !== undefined && isTrue(value);
}
