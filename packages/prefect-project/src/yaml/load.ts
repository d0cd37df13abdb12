import type { PyValue } from "../python-value.ts";
import { construct, type Extent } from "./construct.ts";
import type { ScalarNode, YamlNode } from "./nodes.ts";
import { type Anchors, parseDocument } from "./parser.ts";

export interface LoadedYaml {
  /** What `yaml.safe_load` gives; null for an empty text. */
  value: PyValue;
  /** The nodes behind it, merge keys resolved; undefined for an empty text. */
  root: YamlNode | undefined;
  anchors: Anchors;
  /** Keys whose value depends on which of several merged mappings wins. */
  doubtful: readonly ScalarNode[];
  /** How many values are written in the text. */
  written: number;
  /** How large a list or a mapping of `value` is with its aliases written out; absent where it has none. */
  extentOf?(value: PyValue): Extent;
}

/**
 * Reads a YAML text exactly as PyYAML's `safe_load` reads a file that Python opened as text. Throws a YamlError
 * where PyYAML raises. `inherited` anchors, of a base file, can be used as if the text began with them.
 */
export function loadYaml(text: string, file: string, inherited?: Anchors): LoadedYaml {
  const { root, anchors, nodes, mayExpand } = parseDocument(text, file, inherited);
  const made = root ? construct(root, mayExpand) : { value: null, doubtful: [] };
  return { ...made, root, anchors, written: nodes };
}
