import type { PyValue } from "../python-value.ts";
import { construct } from "./construct.ts";
import type { YamlNode } from "./nodes.ts";
import { type Anchors, parseDocument } from "./parser.ts";

export interface LoadedYaml {
  /** What `yaml.safe_load` gives; null for an empty text. */
  value: PyValue;
  /** The nodes behind it, merge keys resolved; undefined for an empty text. */
  root: YamlNode | undefined;
  anchors: Anchors;
}

/**
 * Reads a YAML text exactly as PyYAML's `safe_load` reads a file that Python opened as text. Throws a YamlError
 * where PyYAML raises. `inherited` anchors, of a base file, can be used as if the text began with them.
 */
export function loadYaml(text: string, file: string, inherited?: Anchors): LoadedYaml {
  const { root, anchors } = parseDocument(text, file, inherited);
  return { value: root ? construct(root) : null, root, anchors };
}
