import type { ScalarNode, YamlNode } from "./nodes.ts";

type Entry = readonly [YamlNode, YamlNode];

/**
 * The keys that more than one mapping of a merge list has, with other values: the first counts by YAML's rule
 * (https://yaml.org/type/merge.html) and up to PyYAML 6.0.3, the last with PyYAML 6.0.4. What the merging mapping says
 * itself is beyond doubt.
 */
export function doubtfulMerges(parts: readonly Entry[][], own: readonly Entry[]): ScalarNode[] {
  const said = new Set(own.map(([key]) => nameOf(key)));
  const first = new Map<string, YamlNode>();
  const doubtful: ScalarNode[] = [];
  for (const [key, value] of parts.flat()) {
    const name = nameOf(key);
    if (key.kind !== "scalar" || name === undefined || said.has(name)) continue;
    const known = first.get(name);
    if (known === undefined) first.set(name, value);
    else if (!isSame(known, value)) doubtful.push(key);
  }
  return doubtful;
}

function nameOf(key: YamlNode): string | undefined {
  return key.kind === "scalar" ? `${key.tag} ${key.value}` : undefined;
}

function isSame(one: YamlNode, other: YamlNode): boolean {
  if (one === other) return true;
  return (
    one.kind === "scalar" && other.kind === "scalar" && one.tag === other.tag && one.value === other.value
  );
}
