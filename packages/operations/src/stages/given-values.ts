import { means, parseSelector } from "#deployment-plan";
import type { Fault } from "#diagnostics";
import { isObject, type Json, type JsonObject } from "#json";

/** A map that a user gave for several deployments. */
export interface GivenValues {
  /** What it says for one of them, the more special over what is said for all. */
  of(key: string): JsonObject;
  faults: Fault[];
}

/**
 * Reads a map in which a key with a slash selects deployments: no parameter and no job variable has one in its name.
 *
 * @param option that the map comes from, for messages
 * @param keys of the deployments that it is about
 */
export function givenValues(
  option: string,
  given: Readonly<Record<string, Json>>,
  keys: readonly string[],
): GivenValues {
  const all: JsonObject = {};
  const some: { selects: (key: string) => boolean; values: JsonObject }[] = [];
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!name.includes("/")) {
      all[name] = value;
      continue;
    }
    const selector = parseSelector(name);
    const selects = (key: string) => means(selector, key);
    if (isObject(value)) some.push({ selects, values: value });
    if (isObject(value) && keys.some(selects)) continue;
    faults.push({
      code: isObject(value) ? "selector-unmatched" : "input-invalid",
      message: isObject(value)
        ? `"${name}" in ${option} matches none of the selected deployments.`
        : `"${name}" in ${option} must be a map of values.`,
      fix: "Write it as `flow/deployment: {name: value}`.",
    });
  }
  return {
    of: (key) =>
      Object.assign({}, all, ...some.filter(({ selects }) => selects(key)).map(({ values }) => values)),
    faults,
  };
}
