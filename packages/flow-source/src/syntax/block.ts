import type { Node } from "web-tree-sitter";

/** A test on which the execution of a statement depends: it runs when the test's truth is `holds`. */
export interface Guard {
  test: Node;
  holds: boolean;
  /** The test before it, all of which must hold. */
  outer: Guard | undefined;
}

/** Statements that stop in the middle where one of them raises an exception, without stopping the module. */
export interface Attempt {
  statements: readonly Node[];
  /** True where every `except` clause raises again or ends the process: then what follows only runs after a success. */
  isHandlerFinal: boolean;
}

/** What gives a name its value. */
export type Definition =
  | { kind: "import"; module: string }
  | { kind: "from"; module: string; level: number; member: string }
  | { kind: "assign"; value: Node; annotation: Node | undefined; path: number[] }
  | { kind: "annotation"; annotation: Node }
  | { kind: "augmented"; operator: string; value: Node }
  | { kind: "class" | "function"; node: Node; decorators: Node[] }
  | { kind: "alias"; node: Node }
  | { kind: "opaque"; reason: string };

/** What decides whether a statement runs. */
export interface Circumstances {
  /** The innermost test that it depends on. */
  guard: Guard | undefined;
  /** Set in the body of a `try` and its `else`: how many statements of it must have succeeded. */
  attempt: { of: Attempt; upTo: number } | undefined;
  /** Set in an `except` clause: what failed where it runs. */
  handlerOf: Attempt | undefined;
}

/** One place of a block that binds a name. */
export interface Binding extends Circumstances {
  name: string;
  /** The statement. */
  node: Node;
  /** Where it stands in the source. */
  offset: number;
  definition: Definition;
}

/** `from module import *` */
export interface StarImport extends Circumstances {
  module: string;
  level: number;
  node: Node;
  offset: number;
}

/** What the statements of a module or of a class body do to its names. */
export interface Block {
  /** In the order of the source. */
  bindings: Binding[];
  stars: StarImport[];
  /** Names whose value is changed in place by a statement of the block (`names.append(...)`, `table[k] = ...`). */
  mutated: ReadonlySet<string>;
  /** Attributes that a statement of the block sets on what a name holds (`main.version = ...`), and where. */
  attributes: ReadonlyMap<string, ReadonlyMap<string, Node>>;
}
