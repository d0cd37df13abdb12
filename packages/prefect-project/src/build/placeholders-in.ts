import type { ConfigValue } from "../config-value.ts";
import type { Path } from "../model/coerce.ts";
import { findPlaceholders, type Placeholder } from "./placeholders.ts";

export interface PlacedPlaceholder {
  placeholder: Placeholder;
  path: Path;
  /** Whether the text is nothing but this placeholder. */
  isWhole: boolean;
}

/** Every placeholder of a value, with where it stands; `path` is where the value itself does. */
export function placeholdersIn(value: ConfigValue, path: Path): PlacedPlaceholder[] {
  if (typeof value === "string") {
    const found = findPlaceholders(value);
    return found.map((placeholder) => ({
      placeholder,
      path,
      isWhole: found.length === 1 && placeholder.full === value,
    }));
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => placeholdersIn(item, [...path, index]));
  if (!(value instanceof Map)) return [];
  return [...value].flatMap(([key, item]) => placeholdersIn(item, [...path, key]));
}
