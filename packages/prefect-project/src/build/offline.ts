import type { Config, ConfigValue } from "../config-value.ts";
import { findPlaceholders } from "./placeholders.ts";

/**
 * Keys of a definition whose value only a server's blocks and variables, or a variable of the environment that is not
 * set here, can tell.
 */
export function keysUnknownOffline(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Set<ConfigValue> {
  const isUnknown = (text: string) =>
    findPlaceholders(text).some(
      ({ type, name }) =>
        type === "block" ||
        type === "variable" ||
        (type === "environment" && env[name.replace(/^\$+/, "")] === undefined),
    );
  return new Set([...config].filter(([, value]) => texts(value).some(isUnknown)).map(([key]) => key));
}

function texts(value: ConfigValue): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return value instanceof Map ? [...value.values()].flatMap(texts) : [];
}
