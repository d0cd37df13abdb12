import { type Config, type ConfigValue, pythonText } from "../config-value.ts";
import { findPlaceholders, replacePlaceholders } from "./placeholders.ts";

/** What a template that is nothing but an unknown plain placeholder becomes: no value at all. */
export const NOT_SET = Symbol("not set");

export interface Values {
  /** Values of plain placeholders: outputs of steps. Looked up by dots and brackets. */
  values: Config;
  env: Readonly<Record<string, string | undefined>>;
  /** True takes unknown placeholders out of texts, and keys whose value is nothing but one. */
  removeUnknown: boolean;
  /** Placeholders with these prefixes are left as they are. */
  skip?: readonly string[];
}

/**
 * Fills the plain and `$ENV` placeholders of a value as `apply_values` of `prefect.utilities.templating` does. A
 * text that is nothing but a plain placeholder takes the value with its type; anywhere else it becomes text.
 */
export function applyValues(template: ConfigValue, values: Values): ConfigValue | typeof NOT_SET {
  if (typeof template === "string") return applyToText(template, values);
  if (Array.isArray(template)) {
    return template.flatMap((item) => {
      const value = applyValues(item, values);
      if (value !== NOT_SET) return [value];
      return values.removeUnknown ? [] : [item];
    });
  }
  if (template instanceof Map) return applyToConfig(template, values);
  return template;
}

export function applyToConfig(template: Config, values: Values): Config {
  const filled: Config = new Map();
  for (const [key, item] of template) {
    const value = applyValues(item, values);
    if (value !== NOT_SET) filled.set(key, value);
    else if (!values.removeUnknown) filled.set(key, item);
  }
  return filled;
}

function applyToText(
  template: string,
  { values, env, removeUnknown, skip }: Values,
): ConfigValue | typeof NOT_SET {
  const isSkipped = (name: string) => skip?.some((prefix) => name.startsWith(prefix)) ?? false;
  const placeholders = findPlaceholders(template).filter(({ name }) => !isSkipped(name));
  const [only] = placeholders;
  if (!only) return template;
  if (placeholders.length === 1 && only.full === template && only.type === "plain") {
    const value = lookUp(values, only.name);
    return value === undefined ? NOT_SET : value;
  }
  return replacePlaceholders(template, ({ name, type }) => {
    if (isSkipped(name) || (type !== "plain" && type !== "environment")) return undefined;
    const value = type === "plain" ? lookUp(values, name) : env[name.replace(/^\$+/, "")];
    if (value !== undefined) return pythonText(value);
    return removeUnknown ? "" : undefined;
  });
}

/** No output of a step lies deeper than a path of so many characters can say. */
const LONGEST_PATH = 10_000;

/**
 * A value inside a value: `a.b[0].c`. A part that reads as a whole number is an index, even of a mapping, where it
 * finds nothing (`get_from_dict` of `prefect.utilities.collections`).
 */
export function lookUp(values: ConfigValue, keys: string): ConfigValue | undefined {
  if (keys.length > LONGEST_PATH) return undefined;
  let value: ConfigValue | undefined = values;
  for (const key of keys.replaceAll("[", ".").replaceAll("]", "").split(".")) {
    const index = /^[+-]?[0-9]+(?:_[0-9]+)*$/.test(key) ? Number(key.replaceAll("_", "")) : undefined;
    if (value instanceof Map) value = index === undefined ? value.get(key) : undefined;
    else if (Array.isArray(value)) value = index === undefined ? undefined : value.at(index);
    else if (typeof value === "string" && index !== undefined) value = [...value].at(index);
    else return undefined;
    if (value === undefined) return undefined;
  }
  return value;
}
