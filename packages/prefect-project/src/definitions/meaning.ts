import type { Config, ConfigValue } from "../config-value.ts";

/**
 * A deployment's configuration without what says no more than leaving it out does: `schedule` beside the `schedules`
 * that it became, `paused: false`, a schedule's `active: true` or `timezone:` without a value, an empty list. Two
 * configurations of one meaning are alike here.
 */
export function meaningOf(config: Config): Config {
  const meaning: Config = new Map();
  for (const [key, value] of config) {
    if (IGNORED.has(key) || isDefault(OF_DEPLOYMENT, key, value)) continue;
    const isSchedules = key === "schedules" && Array.isArray(value);
    meaning.set(key, isSchedules ? value.map(scheduleMeaning) : value);
  }
  return meaning;
}

/** Prefect puts the flow's own name in place of `flow_name`; `schedule` is among `schedules`. */
const IGNORED = new Set(["schedule", "flow_name"]);

/** What stands for a key that is left out, beside null and an empty list. */
const OF_DEPLOYMENT = { paused: false, enforce_parameter_schema: true };
const OF_SCHEDULE = { active: true, day_or: true };

function scheduleMeaning(schedule: ConfigValue): ConfigValue {
  if (!(schedule instanceof Map)) return schedule;
  return new Map([...schedule].filter(([key, value]) => !isDefault(OF_SCHEDULE, key, value)));
}

function isDefault(
  defaults: { readonly [key: string]: ConfigValue },
  key: string,
  value: ConfigValue,
): boolean {
  if (value === null || (Array.isArray(value) && value.length === 0)) return true;
  if (value instanceof Map) return value.size === 0;
  return Object.hasOwn(defaults, key) && defaults[key] === value;
}
