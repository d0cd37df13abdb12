import type { JsonObject } from "#json";
import type { ScheduleRule, StoredScheduleRule } from "#prefect-api";
import type { DesiredSchedule } from "#prefect-project";

export type DesiredSpec = DesiredSchedule["schedule"];

/** When a schedule is due, as it is sent or as it is stored. */
type AnyRule = ScheduleRule | StoredScheduleRule;

/** The anchor that the server gives to rules without one (`DEFAULT_RRULE_ANCHOR`). */
const RRULE_ANCHOR = "20200101T000000";
const INJECTED_START = /^DTSTART:(\d{8}T\d{6})\n/;

/**
 * Whether a time spec of a file is what the server stores already. The server rewrites: an rrule without DTSTART
 * gains one, an interval without anchor gets the time of the request, and no time zone becomes UTC (but for cron).
 * Source: `prefect.server.schemas.schedules`, `prefect._internal.schemas.validators.normalize_rrule_string`.
 */
export function isStoredAs(desired: DesiredSpec, live: AnyRule): boolean {
  if ("cron" in desired) {
    return (
      "cron" in live &&
      desired.cron === live.cron &&
      desired.timezone === (live.timezone ?? null) &&
      desired.day_or === (live.day_or ?? true)
    );
  }
  if ((desired.timezone ?? "UTC") !== (live.timezone ?? "UTC")) return false;
  if ("interval" in desired) {
    if (!("interval" in live) || desired.interval !== live.interval) return false;
    return desired.anchor_date === null || sameInstant(desired.anchor_date, live.anchor_date);
  }
  return "rrule" in live && sameRule(desired.rrule, live.rrule);
}

/** Whether a time spec that was sent is what the server stores now. */
export function isHeldAs(sent: AnyRule, live: AnyRule): boolean {
  const timezone = sent.timezone ?? null;
  if ("cron" in sent) return isStoredAs({ cron: sent.cron, timezone, day_or: sent.day_or ?? true }, live);
  if ("rrule" in sent) return isStoredAs({ rrule: sent.rrule, timezone }, live);
  return isStoredAs({ interval: sent.interval, anchor_date: sent.anchor_date ?? null, timezone }, live);
}

/**
 * The time spec as the API takes it (it refuses an `anchor_date` of null). An interval whose file names no anchor
 * keeps the one that is stored, so that its phase stays.
 */
export function toStoredSpec(desired: DesiredSpec, live: AnyRule | null): ScheduleRule {
  if ("cron" in desired) return { ...desired };
  const timezone = desired.timezone ?? "UTC";
  if ("rrule" in desired) return { rrule: desired.rrule, timezone };
  const anchor = desired.anchor_date ?? (live && "interval" in live ? live.anchor_date : undefined);
  return { interval: desired.interval, ...(anchor ? { anchor_date: anchor } : {}), timezone };
}

/** Cron, interval or rrule. */
export function kindOf(spec: JsonObject | DesiredSpec | AnyRule): "cron" | "interval" | "rrule" {
  if ("cron" in spec) return "cron";
  return "interval" in spec ? "interval" : "rrule";
}

/** A time spec for a reader: `cron 0 5 * * * (Europe/Berlin)`, `every 15 min (UTC)`. */
export function titleOf(spec: JsonObject): string {
  const zone = ` (${spec.timezone ?? "UTC"})`;
  const kind = kindOf(spec);
  if (kind === "cron") return `cron ${spec.cron}${zone}${spec.day_or === false ? " day_or: false" : ""}`;
  if (kind === "interval") return `every ${duration(Number(spec.interval))}${zone}`;
  return `rrule ${String(spec.rrule).replace(INJECTED_START, "").replaceAll("\n", " ")}${zone}`;
}

function duration(seconds: number): string {
  for (const [unit, name] of [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
  ] as const) {
    if (seconds >= unit && seconds % unit === 0) return `${seconds / unit} ${name}`;
  }
  return `${seconds} s`;
}

function sameInstant(desired: string, live: string | undefined): boolean {
  return live !== undefined && instant(desired) === instant(live);
}

/** Milliseconds since 1970; a date without an offset is UTC, as the server takes it. */
function instant(text: string): number {
  const withTime = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text.replace(" ", "T");
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(withTime) ? withTime : `${withTime}Z`);
}

function sameRule(desired: string, live: string): boolean {
  if (desired === live) return true;
  if (desired.toUpperCase().includes("DTSTART")) return false;
  const start = INJECTED_START.exec(live)?.[1];
  if (start === undefined || live.slice(live.indexOf("\n") + 1) !== desired) return false;
  if (start === RRULE_ANCHOR) return true;
  const period = advancedPeriod(desired);
  return period !== null && (compactInstant(start) - compactInstant(RRULE_ANCHOR)) % period === 0;
}

/**
 * Milliseconds between two occurrences of a rule whose anchor the server moves near the present: each such anchor
 * means the same occurrences. Null for rules that keep the anchor of 2020.
 */
function advancedPeriod(rule: string): number | null {
  const parts = new Map(
    rule
      .toUpperCase()
      .replace(/^RRULE:/, "")
      .split(";")
      .map((part) => part.split("=", 2) as [string, string]),
  );
  const unit = { SECONDLY: 1_000, MINUTELY: 60_000 }[parts.get("FREQ") ?? ""];
  return unit === undefined || parts.has("COUNT") ? null : unit * Number(parts.get("INTERVAL") ?? 1);
}

function compactInstant(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, "$1-$2-$3T$4:$5:$6Z"));
}
