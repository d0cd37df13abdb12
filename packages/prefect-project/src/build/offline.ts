import type { Config, ConfigValue } from "../config-value.ts";
import type { BuildContext } from "./build-context.ts";
import { findPlaceholders, type Placeholder } from "./placeholders.ts";

/**
 * Keys of a definition whose value only a server's blocks and variables, or a variable of the environment that is not
 * set here, can tell; where placeholders stay as they are written, that of every key with one.
 */
export function keysUnknownOffline(
  config: Config,
  { env, placeholders }: Pick<BuildContext, "env" | "placeholders">,
): Set<ConfigValue> {
  const isOpen = ({ type, name }: Placeholder) =>
    placeholders === "as-written" ||
    type === "block" ||
    type === "variable" ||
    (type === "environment" && env[name.replace(/^\$+/, "")] === undefined);
  const isUnknown = (text: string) => findPlaceholders(text).some(isOpen);
  return new Set([...config].filter(([, value]) => texts(value).some(isUnknown)).map(([key]) => key));
}

function texts(value: ConfigValue): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return value instanceof Map ? [...value.values()].flatMap(texts) : [];
}
