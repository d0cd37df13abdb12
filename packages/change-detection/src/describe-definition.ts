import { isObject, same } from "#json";
import type { DeploymentDefinition } from "#prefect-project";

/** The values that differ between two definitions, as a reader names them: `parameters.day`, `schedules`. */
export function differingValues(before: DeploymentDefinition, after: DeploymentDefinition): string[] {
  return differingKeys(values(before), values(after));
}

function values({ name, entrypoint, config, build, push, pull }: DeploymentDefinition) {
  return { ...config, name, entrypoint, build, push, pull };
}

/** Goes down into mappings that both sides have, one level deep. */
function differingKeys(before: object, after: object, prefix = ""): string[] {
  const left = new Map<string, unknown>(Object.entries(before));
  const right = new Map<string, unknown>(Object.entries(after));
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [old, now] = [left.get(key), right.get(key)];
    if (same(old, now)) return [];
    return prefix === "" && isObject(old) && isObject(now)
      ? differingKeys(old, now, `${key}.`)
      : [prefix + key];
  });
}
