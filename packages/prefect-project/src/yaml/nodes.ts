/** Where a node begins. Line and column count from 0. */
export interface Mark {
  file: string;
  line: number;
  column: number;
}

export interface ScalarNode {
  kind: "scalar";
  tag: string;
  value: string;
  mark: Mark;
}

export interface SequenceNode {
  kind: "sequence";
  tag: string;
  items: YamlNode[];
  mark: Mark;
}

export interface MappingNode {
  kind: "mapping";
  tag: string;
  /** In the order of the file; merge keys are put first, resolved, when the mapping is constructed. */
  entries: [YamlNode, YamlNode][];
  mark: Mark;
}

/** A node of a document. Aliases are the very node that they name, so a document is a graph. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** A text that PyYAML's `safe_load` refuses. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly mark: Mark;

  constructor(message: string, mark: Mark) {
    super(message);
    this.mark = mark;
  }
}
