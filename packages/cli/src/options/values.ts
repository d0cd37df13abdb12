import { parseList } from "#input-values";
import { checked } from "./table.ts";

/** A list: several values by commas or line breaks, a JSON array, or the option more than once. */
export function list(whenAbsent: readonly string[]) {
  // What comes before the first use is the default itself.
  return (text: string, before: readonly string[]): readonly string[] => [
    ...(before === whenAbsent ? [] : before),
    ...checked(() => parseList(text)),
  ];
}
