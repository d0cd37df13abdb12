import { InvalidValue, parseDuration } from "#input-values";
import type { JsonObject } from "#json";
import { type Config, type ConfigValue, toJsonObject } from "../config-value.ts";
import {
  bool,
  type Coerce,
  dict,
  INVALID,
  list,
  model,
  optional,
  type Path,
  type Problem,
  text,
} from "../model/coerce.ts";
import { CICD_KEY } from "../model/prefect-yaml.ts";
import type { PyDict } from "../python-value.ts";

/** How a deployment is tried after a change: what `x-cicd: {smoke: ...}` says of it. */
export interface Smoke {
  /** Laid over the deployment's own. Placeholders in them are not filled. */
  parameters: JsonObject;
  /** Seconds; undefined where the run's own limit is meant. */
  timeout: number | undefined;
  /** True where it is not to be tried. */
  skip: boolean;
}

/** What a mapping of a file says under our own key, which Prefect ignores; an empty one where it says nothing. */
export function cicdOf(holder: PyDict, path: Path, problems: Problem[], ignored: Problem[]): Config {
  const value = holder.get(CICD_KEY);
  if (value === undefined || value === null) return new Map();
  const unknown: Problem[] = [];
  const smoke = model({ parameters: dict, timeout: duration, skip: bool }, unknown);
  const config = model(
    { smoke: optional(smoke), inputs: optional(list(text)), keep: optional(bool) },
    unknown,
  )(value, [...path, CICD_KEY], problems);
  ignored.push(
    ...unknown.map((one) => ({
      ...one,
      message: `${CICD_KEY} has no key ${one.path.at(-1)} here: it is ignored.`,
    })),
  );
  return config === INVALID ? new Map() : config;
}

/** What several places say under our key, the nearest last: it merges by key, and lists replace. */
export function smokeOf(places: readonly Config[]): Smoke | null {
  const smoke = places.reduce(merged, new Map()).get("smoke");
  if (!(smoke instanceof Map)) return null;
  const [parameters, timeout] = [smoke.get("parameters"), smoke.get("timeout")];
  return {
    parameters: parameters instanceof Map ? toJsonObject(parameters) : {},
    timeout: timeout === undefined ? undefined : Number(timeout),
    skip: smoke.get("skip") === true,
  };
}

/**
 * Globs of files that a deployment depends on beside its code, as written: from the folder where `prefect deploy` would
 * run, with `/` before them from the repository's root.
 */
export function inputsOf(places: readonly Config[]): string[] {
  const inputs = places.reduce(merged, new Map()).get("inputs");
  return Array.isArray(inputs) ? inputs.map(String) : [];
}

/** Whether a deployment stays on the server once it has left the files. */
export function keepOf(places: readonly Config[]): boolean {
  return places.reduce(merged, new Map()).get("keep") === true;
}

function merged(under: Config, over: Config): Config {
  const result = new Map(under);
  for (const [key, value] of over) {
    const before = under.get(key);
    result.set(key, before instanceof Map && value instanceof Map ? merged(before, value) : value);
  }
  return result;
}

const duration: Coerce<ConfigValue> = (value, path, problems) => {
  try {
    return parseDuration(typeof value === "bigint" ? `${value}` : typeof value === "string" ? value : "", 1);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const message = "timeout must be a duration of at least a second.";
    problems.push({ path, code: "field-invalid", message, fix: "Write it as 90s, 10m or 2h." });
    return INVALID;
  }
};
