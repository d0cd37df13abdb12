import { durationOfSeconds, parseDuration } from "#json";
import { type Config, type ConfigValue, canonicalText } from "../config-value.ts";
import { parseDateTime } from "../schedule/date-time.ts";

/**
 * What of a definition decides what is stored: two that differ in how they say the same have one meaning. Left out is
 * what says no more than its absence would (`timezone: null`, `active: true`, `paused: false`) and the legacy
 * `schedule`, which is in `schedules` by now; sets are put in order.
 *
 * @param config with its defaults filled in, without its steps
 */
export function meaningOf(config: Config): Config {
  const meaning = new Map(config);
  meaning.delete("schedule");
  // Prefect puts the flow's own name in its place.
  meaning.delete("flow_name");
  dropIf(meaning, "paused", (value) => value === false);
  dropIf(meaning, "enforce_parameter_schema", (value) => value === true);
  dropIf(meaning, "version_type", (value) => value === null);
  for (const key of ["schedules", "triggers", "sla", "parameters"]) dropIf(meaning, key, isEmpty);
  // An empty description is none: then the flow's own is stored.
  dropIf(meaning, "description", (value) => value === "");
  replace(meaning, "tags", tagsOf);
  replace(meaning, "concurrency_limit", (limit) => (limit instanceof Map ? withoutNulls(limit) : limit));
  replace(meaning, "work_pool", (pool) => {
    if (!(pool instanceof Map)) return pool;
    const given = withoutNulls(pool);
    dropIf(given, "job_variables", isEmpty);
    return given;
  });
  replace(meaning, "schedules", (schedules) => listOf(schedules, scheduleMeaning, inOrder));
  replace(meaning, "triggers", (triggers) => listOf(triggers, triggerMeaning, (list) => list));
  return meaning;
}

function scheduleMeaning(schedule: Config): Config {
  const meaning = withoutNulls(schedule);
  dropIf(meaning, "active", (value) => value === true);
  dropIf(meaning, "parameters", isEmpty);
  for (const key of ["slug", "replaces", "anchor_date"]) dropIf(meaning, key, (value) => value === "");
  const rule = meaning.get("rrule");
  // Only a cron schedule knows days that are joined, and a rule's JSON may name a time zone of its own.
  if (!meaning.has("cron") || meaning.get("day_or") === true) meaning.delete("day_or");
  if (meaning.has("interval") || (typeof rule === "string" && !rule.trimStart().startsWith("{")))
    dropIf(meaning, "timezone", (zone) => zone === "UTC");
  if (!meaning.has("interval")) meaning.delete("anchor_date");
  replace(meaning, "interval", (interval) => microsecondsOf(interval) ?? interval);
  replace(meaning, "anchor_date", (date) =>
    typeof date === "string" ? (parseDateTime(date) ?? date) : date,
  );
  return meaning;
}

/** An interval is a number of seconds or a duration's text. */
function microsecondsOf(interval: ConfigValue): bigint | undefined {
  if (typeof interval === "string") return parseDuration(interval);
  return typeof interval === "bigint" || typeof interval === "number"
    ? durationOfSeconds(interval)
    : undefined;
}

/** The keys that every trigger has; what is inside of it depends on its type. */
function triggerMeaning(trigger: Config): Config {
  const meaning = new Map(trigger);
  dropIf(meaning, "enabled", (value) => value === true);
  dropIf(meaning, "description", (value) => value === "");
  dropIf(meaning, "schedule_after", (value) => value === 0n);
  for (const key of ["parameters", "job_variables"]) dropIf(meaning, key, (value) => value === null);
  return meaning;
}

/** The plan takes tags as a set, too. A text in place of a list is Prefect's to take apart. */
function tagsOf(tags: ConfigValue): ConfigValue {
  return Array.isArray(tags)
    ? inOrder([...new Map(tags.map((tag) => [canonicalText(tag), tag])).values()])
    : tags;
}

function listOf(
  value: ConfigValue,
  meaning: (item: Config) => Config,
  order: (list: ConfigValue[]) => ConfigValue[],
): ConfigValue {
  if (!Array.isArray(value)) return value;
  return order(value.map((item) => (item instanceof Map ? meaning(item) : item)));
}

function inOrder(list: ConfigValue[]): ConfigValue[] {
  const texts = new Map(list.map((item) => [item, canonicalText(item)]));
  return list.toSorted((a, b) => ((texts.get(a) ?? "") < (texts.get(b) ?? "") ? -1 : 1));
}

function withoutNulls(config: Config): Config {
  return new Map([...config].filter(([, value]) => value !== null));
}

function isEmpty(value: ConfigValue): boolean {
  if (value === null) return true;
  return Array.isArray(value) ? value.length === 0 : value instanceof Map && value.size === 0;
}

/** Takes out a key that is null, or whose value says nothing. */
function dropIf(config: Config, key: string, saysNothing: (value: ConfigValue) => boolean): void {
  const value = config.get(key);
  if (value === undefined) return;
  if (value === null || saysNothing(value)) config.delete(key);
}

function replace(config: Config, key: string, by: (value: ConfigValue) => ConfigValue): void {
  const value = config.get(key);
  if (value !== undefined) config.set(key, by(value));
}
