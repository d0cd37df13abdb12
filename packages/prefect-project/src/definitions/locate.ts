import type { Location } from "#diagnostics";
import { keyText, type Path } from "../model/coerce.ts";
import { constructScalar } from "../yaml/construct-scalar.ts";
import type { MappingNode, Mark, YamlNode } from "../yaml/nodes.ts";
import { TAG } from "../yaml/resolve-tag.ts";

export function locationOf({ file, line, column }: Mark): Location {
  return { file, line: line + 1, column: column + 1 };
}

/**
 * Where the value at a path stands, through aliases and merge keys; for a path that isn't there its nearest
 * parent that is. An index into a step that stands alone, without a list around it, means that step.
 */
export function locate(root: YamlNode, path: Path): Location {
  let node = root;
  let mark = root.mark;
  for (const part of path) {
    const next = child(node, part);
    if (!next) {
      if (node.kind === "mapping" && part === 0) continue;
      break;
    }
    node = next.value;
    // A key that is there without a value, or with a long one below it, is best shown itself.
    const bare = node.kind !== "scalar" || node.value === "";
    mark = next.key && bare && isOwn(node, next.key) ? next.key.mark : node.mark;
  }
  return locationOf(mark);
}

function child(node: YamlNode, part: string | number): { key?: YamlNode; value: YamlNode } | undefined {
  if (node.kind === "sequence") {
    const value = typeof part === "number" ? node.items[part] : undefined;
    return value && { value };
  }
  return node.kind === "mapping" && typeof part === "string" ? entry(node, part) : undefined;
}

function entry(node: MappingNode, name: string): { key: YamlNode; value: YamlNode } | undefined {
  // Of two equal keys the last one wins, and what is merged stands before a mapping's own keys.
  const found = node.entries.findLast(([key]) => keyOf(key) === name);
  return found && { key: found[0], value: found[1] };
}

/** A key as the model names it: `on` is the key `true`. */
function keyOf(key: YamlNode): string | undefined {
  if (key.kind !== "scalar") return undefined;
  if (key.tag === TAG.str) return key.value;
  const value = constructScalar(key.tag, key.value);
  return value === undefined ? undefined : keyText(value);
}

/** False for an alias: then the value stands somewhere else, and that place is the one to show. */
function isOwn(value: YamlNode, key: YamlNode): boolean {
  return value.mark.file === key.mark.file && value.mark.line >= key.mark.line;
}
