import type { Value } from "./values.ts";

type Entry = readonly [Value, Value];

/** A dictionary's entries as Python keeps them: each key where it came first, with the value that came last. */
export function lastOfEachKey(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<unknown, Entry>();
  for (const entry of entries) {
    const key = hashOf(entry[0]) ?? entry;
    byKey.set(key, [byKey.get(key)?.[0] ?? entry[0], entry[1]]);
  }
  return byKey.size === entries.length ? entries : [...byKey.values()];
}

/** A set's items, each once as far as they can be told apart. */
export function withoutDoubles(items: readonly Value[]): readonly Value[] {
  const distinct = new Map<unknown, Value>();
  for (const item of items) {
    const key = hashOf(item) ?? item;
    if (!distinct.has(key)) distinct.set(key, item);
  }
  return distinct.size === items.length ? items : [...distinct.values()];
}

/** The same for values that Python's `==` takes as equal, such as `1`, `1.0` and `True`; undefined for others. */
function hashOf(value: Value): string | undefined {
  switch (value.kind) {
    case "str":
    case "bytes":
      return `${value.kind}:${value.value}`;
    case "int":
    case "bool":
      return `number:${Number(value.value)}:${BigInt(value.value)}`;
    case "float":
      return Number.isInteger(value.value)
        ? `number:${value.value}:${BigInt(value.value)}`
        : `float:${value.value}`;
    case "none":
      return "none";
    default:
      return undefined;
  }
}
