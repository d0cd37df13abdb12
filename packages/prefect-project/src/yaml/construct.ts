import { PyDict, PySet, PyTuple, type PyValue } from "../python-value.ts";
import { constructScalar } from "./construct-scalar.ts";
import { doubtfulMerges } from "./doubtful-merges.ts";
import { LIMITS } from "./limits.ts";
import { type MappingNode, type ScalarNode, type SequenceNode, YamlError, type YamlNode } from "./nodes.ts";
import { TAG } from "./resolve-tag.ts";

/** How large a value is with all its aliases written out. */
export interface Extent {
  /** How many values it is, itself among them; infinite for one that contains itself. */
  values: number;
  /** How deep collections lie in it: 0 for a scalar. */
  depth: number;
}

const SCALAR: Extent = { values: 1, depth: 0 };
const ENDLESS: Extent = { values: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

export interface Constructed {
  value: PyValue;
  /** Keys whose value depends on which of several merged mappings wins. */
  doubtful: readonly ScalarNode[];
  extentOf?(value: PyValue): Extent;
}

/**
 * Makes Python's values of a node graph, as PyYAML's `SafeConstructor` does: an alias is the same value again, so
 * a list or a mapping can contain itself. Merge keys are resolved in the nodes themselves, so that a value can be
 * found there afterwards. Throws a YamlError for what PyYAML refuses.
 *
 * @param mayExpand whether there are aliases, and so what they mean is to be measured
 */
export function construct(root: YamlNode, mayExpand: boolean): Constructed {
  const making = new Constructor(mayExpand ? new Map() : undefined);
  const value = making.value(root);
  const { doubtful } = making.merging;
  return mayExpand ? { value, doubtful, extentOf: (one) => making.extentOf(one) } : { value, doubtful };
}

class Constructor {
  private readonly done = new Map<YamlNode, PyValue>();
  private readonly extents: Map<PyValue, Extent> | undefined;
  readonly merging: Merging = { merged: 0, depth: 0, doubtful: [] };
  private depth = 0;

  constructor(extents: Map<PyValue, Extent> | undefined) {
    this.extents = extents;
  }

  value(node: YamlNode): PyValue {
    // Equal scalars are the same value anyway: only collections can be told apart, or contain themselves.
    if (node.kind === "scalar") return this.scalar(node);
    const known = this.done.get(node);
    if (known !== undefined) return known;
    this.depth++;
    // What stands in a base file may lie deeper than one file can have it: aliases to aliases.
    if (this.depth > LIMITS.nesting) throw new YamlError("This lies too deep to be read.", node.mark);
    const value = this.collection(node);
    this.depth--;
    return value;
  }

  /** Of a collection that is being made, which then contains itself, it has no end. */
  extentOf(value: PyValue): Extent {
    if (value === null || typeof value !== "object") return SCALAR;
    return this.extents?.get(value) ?? (isCollection(value) ? ENDLESS : SCALAR);
  }

  private collection(node: SequenceNode | MappingNode): PyValue {
    switch (node.tag) {
      case TAG.seq:
        return this.list(node);
      case TAG.map:
        return this.dict(node);
      case TAG.set: {
        const dict = this.dict(node);
        const set = new PySet([...dict.entries()].map(([key]) => key));
        this.done.set(node, set);
        this.extents?.set(set, this.extentOf(dict));
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
    const extent = this.extents && new Sum();
    for (const item of node.items) {
      const value = this.value(item);
      list.push(value);
      extent?.add(this.extentOf(value));
    }
    if (extent) this.extents?.set(list, extent);
    return list;
  }

  private dict(node: YamlNode): PyDict {
    if (node.kind !== "mapping") throw refused(node);
    flatten(node, this.merging);
    const dict = new PyDict();
    this.done.set(node, dict);
    const extent = this.extents && new Sum();
    for (const [keyNode, valueNode] of node.entries) {
      const key = this.value(keyNode);
      if (Array.isArray(key) || key instanceof PyDict || key instanceof PySet) {
        throw new YamlError("A list or a mapping can't be a key.", keyNode.mark);
      }
      const value = this.value(valueNode);
      dict.set(key, value);
      extent?.add(this.extentOf(value));
    }
    if (extent) this.extents?.set(dict, extent);
    return dict;
  }

  private pairs(node: YamlNode): PyValue {
    if (node.kind !== "sequence") throw refused(node);
    const pairs: PyValue[] = [];
    this.done.set(node, pairs);
    const extent = this.extents && new Sum();
    for (const item of node.items) {
      const entry = item.kind === "mapping" && item.entries.length === 1 ? item.entries[0] : undefined;
      if (!entry) throw new YamlError("A mapping with one key is needed here.", item.mark);
      const pair = new Sum();
      const [key, value] = [this.value(entry[0]), this.value(entry[1])];
      for (const part of [key, value]) pair.add(this.extentOf(part));
      const tuple = new PyTuple([key, value]);
      this.extents?.set(tuple, pair);
      pairs.push(tuple);
      extent?.add(pair);
    }
    if (extent) this.extents?.set(pairs, extent);
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

/** The extent of a collection, made of those of its items. */
class Sum implements Extent {
  values = 1;
  depth = 1;

  add({ values, depth }: Extent): void {
    this.values += values;
    this.depth = Math.max(this.depth, depth + 1);
  }
}

function isCollection(value: PyValue): boolean {
  return (
    Array.isArray(value) || value instanceof PyDict || value instanceof PySet || value instanceof PyTuple
  );
}

/** The text of a scalar; of a mapping with the key `=`, that key's. */
function scalarText(node: YamlNode, seen = new Set<YamlNode>()): string | undefined {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence" || seen.has(node) || seen.size > LIMITS.nesting) return undefined;
  seen.add(node);
  const value = node.entries.find(([key]) => key.tag === TAG.value)?.[1];
  return value && scalarText(value, seen);
}

/** Resolves the merge keys of a mapping whose values are not constructed. Throws a YamlError for what can't be merged. */
export function resolveMerges(node: MappingNode): void {
  flatten(node, { merged: 0, depth: 0, doubtful: [] });
}

/**
 * Puts what a mapping merges in front of its own entries: its own win, of several merged mappings the first in
 * a list, and of several merge keys the last.
 */
function flatten(node: MappingNode, merging: Merging): void {
  const merged: [YamlNode, YamlNode][] = [];
  if (!node.entries.some(([key]) => key.tag === TAG.merge || key.tag === TAG.value)) return;
  merging.depth++;
  if (merging.depth > LIMITS.nesting) throw new YamlError("This merges too deep to be read.", node.mark);
  const entries = node.entries;
  if (entries.filter(([key]) => key.tag === TAG.merge).length > LIMITS.mergeKeys) {
    throw new YamlError(`This mapping has more than ${LIMITS.mergeKeys} merge keys.`, node.mark);
  }
  const count = (more: number) => {
    merging.merged += more;
    if (merging.merged > LIMITS.repeated) {
      throw new YamlError("The file merges more than can be read.", node.mark);
    }
  };
  // Emptied while it is looked at, so that a mapping which merges itself finds nothing more in itself.
  for (let at = 0; at < entries.length; ) {
    const [key, value] = entries[at] as [YamlNode, YamlNode];
    if (key.tag === TAG.merge) {
      entries.splice(at, 1);
      if (value.kind === "mapping") {
        flatten(value, merging);
        count(value.entries.length);
        for (const pair of value.entries) merged.push(pair);
      } else if (value.kind === "sequence") {
        const parts = value.items.map((item) => {
          if (item.kind !== "mapping") throw new YamlError("Only a mapping can be merged.", item.mark);
          flatten(item, merging);
          count(item.entries.length);
          return item.entries.slice();
        });
        merging.doubtful.push(...doubtfulMerges(parts, entries));
        for (const part of parts.reverse()) for (const pair of part) merged.push(pair);
      } else {
        throw new YamlError("Only a mapping or a list of mappings can be merged.", value.mark);
      }
    } else {
      if (key.tag === TAG.value) key.tag = TAG.str;
      at++;
    }
  }
  if (merged.length > 0) node.entries = [...merged, ...entries];
  merging.depth--;
}

/** How much a document has merged, and how deep what is merged just now lies in other merges. */
interface Merging {
  merged: number;
  depth: number;
  doubtful: ScalarNode[];
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
