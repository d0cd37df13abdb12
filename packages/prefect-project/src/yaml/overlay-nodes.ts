import { resolveMerges } from "./construct.ts";
import { LIMITS } from "./limits.ts";
import { type MappingNode, YamlError, type YamlNode } from "./nodes.ts";

/** The tag that takes a key out of what lies under an overlay; `null` keeps the sense that Prefect gives it. */
const UNSET = "!unset";

/**
 * A node with another one laid over it: mappings merge by key, everything else replaces. Both stay as they are, so that
 * who shares them through an alias sees nothing of it, and each value keeps its place in its own file.
 *
 * @throws YamlError for merge keys that can't be resolved and for `!unset` where there is nothing to take out
 */
export function overlaid(under: YamlNode, over: YamlNode, depth = 0): YamlNode {
  if (depth > LIMITS.nesting) throw new YamlError("This lies too deep to be read.", over.mark);
  if (under.kind !== "mapping" || over.kind !== "mapping") return withoutUnset(over, depth);
  resolveMerges(over);
  const entries = new Map(under.entries.map((entry) => [keyOf(entry[0]), entry]));
  for (const [key, value] of over.entries) {
    const name = keyOf(key);
    const before = entries.get(name);
    if (isUnset(value)) {
      if (!entries.delete(name))
        throw new YamlError("There is no such key under the overlay to take out.", key.mark);
    } else
      entries.set(name, [key, before ? overlaid(before[1], value, depth + 1) : withoutUnset(value, depth)]);
  }
  return { ...under, entries: [...entries.values()] };
}

/** What is new has no key to take out. */
function withoutUnset(node: YamlNode, depth: number): YamlNode {
  if (node.kind !== "mapping") return node;
  const empty: MappingNode = { ...node, entries: [] };
  return overlaid(empty, node, depth + 1);
}

function isUnset(node: YamlNode): boolean {
  return node.tag === UNSET;
}

/** A key as it is told from others; one that is no scalar is only itself. */
function keyOf(key: YamlNode): string | YamlNode {
  return key.kind === "scalar" ? `${key.tag} ${key.value}` : key;
}
