import { PyDict, PySet, PyTuple, type PyValue } from "../python-value.ts";
import { constructScalar } from "./construct-scalar.ts";
import { type MappingNode, YamlError, type YamlNode } from "./nodes.ts";
import { TAG } from "./resolve-tag.ts";

/**
 * Makes Python's values of a node graph, as PyYAML's `SafeConstructor` does: an alias is the same value again, so
 * a list or a mapping can contain itself. Merge keys are resolved in the nodes themselves, so that a value can be
 * found there afterwards. Throws a YamlError for what PyYAML refuses.
 */
export function construct(root: YamlNode): PyValue {
  return new Constructor().value(root);
}

class Constructor {
  private readonly done = new Map<YamlNode, PyValue>();

  value(node: YamlNode): PyValue {
    // Equal scalars are the same value anyway: only collections can be told apart, or contain themselves.
    if (node.kind === "scalar") return this.scalar(node);
    const known = this.done.get(node);
    if (known !== undefined) return known;
    switch (node.tag) {
      case TAG.seq:
        return this.list(node);
      case TAG.map:
        return this.dict(node);
      case TAG.set: {
        const set = new PySet([...this.dict(node).entries()].map(([key]) => key));
        this.done.set(node, set);
        return set;
      }
      case TAG.omap:
      case TAG.pairs:
        return this.pairs(node);
      default:
        return this.scalar(node);
    }
  }

  private list(node: YamlNode): PyValue {
    if (node.kind !== "sequence") throw refused(node);
    const list: PyValue[] = [];
    this.done.set(node, list);
    for (const item of node.items) list.push(this.value(item));
    return list;
  }

  private dict(node: YamlNode): PyDict {
    if (node.kind !== "mapping") throw refused(node);
    flatten(node);
    const dict = new PyDict();
    this.done.set(node, dict);
    for (const [keyNode, valueNode] of node.entries) {
      const key = this.value(keyNode);
      if (Array.isArray(key) || key instanceof PyDict || key instanceof PySet) {
        throw new YamlError("A list or a mapping can't be a key.", keyNode.mark);
      }
      dict.set(key, this.value(valueNode));
    }
    return dict;
  }

  private pairs(node: YamlNode): PyValue {
    if (node.kind !== "sequence") throw refused(node);
    const pairs: PyValue[] = [];
    this.done.set(node, pairs);
    for (const item of node.items) {
      const entry = item.kind === "mapping" && item.entries.length === 1 ? item.entries[0] : undefined;
      if (!entry) throw new YamlError("A mapping with one key is needed here.", item.mark);
      pairs.push(new PyTuple([this.value(entry[0]), this.value(entry[1])]));
    }
    return pairs;
  }

  private scalar(node: YamlNode): PyValue {
    if (node.kind === "scalar" && node.tag === TAG.str) return node.value;
    const text = scalarText(node);
    const value = text === undefined ? undefined : constructScalar(node.tag, text);
    if (value === undefined) throw refused(node);
    return value;
  }
}

/** The text of a scalar; of a mapping with the key `=`, that key's. */
function scalarText(node: YamlNode, seen = new Set<YamlNode>()): string | undefined {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence" || seen.has(node)) return undefined;
  seen.add(node);
  const value = node.entries.find(([key]) => key.tag === TAG.value)?.[1];
  return value && scalarText(value, seen);
}

/**
 * Puts what a mapping merges in front of its own entries: its own win, of several merged mappings the first in
 * a list, and of several merge keys the last.
 */
function flatten(node: MappingNode): void {
  const merged: [YamlNode, YamlNode][] = [];
  if (!node.entries.some(([key]) => key.tag === TAG.merge || key.tag === TAG.value)) return;
  const entries = node.entries;
  // Emptied while it is looked at, so that a mapping which merges itself finds nothing more in itself.
  for (let at = 0; at < entries.length; ) {
    const [key, value] = entries[at] as [YamlNode, YamlNode];
    if (key.tag === TAG.merge) {
      entries.splice(at, 1);
      if (value.kind === "mapping") {
        flatten(value);
        merged.push(...value.entries);
      } else if (value.kind === "sequence") {
        const parts = value.items.map((item) => {
          if (item.kind !== "mapping") throw new YamlError("Only a mapping can be merged.", item.mark);
          flatten(item);
          return item.entries.slice();
        });
        merged.push(...parts.reverse().flat());
      } else {
        throw new YamlError("Only a mapping or a list of mappings can be merged.", value.mark);
      }
    } else {
      if (key.tag === TAG.value) key.tag = TAG.str;
      at++;
    }
  }
  if (merged.length > 0) node.entries = [...merged, ...entries];
}

function refused(node: YamlNode): YamlError {
  const tag = node.tag.replace(/^tag:yaml\.org,2002:/, "!!");
  const known = Object.values<string>(TAG).includes(node.tag);
  if (node.tag === TAG.merge) return new YamlError("`<<` merges a mapping; it is no value.", node.mark);
  if (node.tag === TAG.value) return new YamlError("`=` alone is no value; quote it.", node.mark);
  return new YamlError(
    known ? `This is no ${tag.slice(2)} that YAML 1.1 knows.` : `The tag ${tag} is not understood.`,
    node.mark,
  );
}
