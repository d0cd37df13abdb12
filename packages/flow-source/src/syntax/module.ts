import type { Node } from "web-tree-sitter";
import { type Block, readBlock } from "./bindings.ts";
import type { PythonParser } from "./parse.ts";

/** One parsed file of the repository. */
export interface PythonModule {
  file: string;
  root: Node;
  block: Block;
  /** The first place that isn't Python, if any. */
  error: Node | undefined;
  /** `from __future__ import annotations` */
  futureAnnotations: boolean;
  /** Names that a function of the module may set (`global name`). */
  globals: ReadonlySet<string>;
}

export function parseModule(file: string, source: string, parser: PythonParser): PythonModule {
  const { root, error } = parser.parseModule(source.replace(/^\uFEFF/, ""));
  return {
    file,
    root,
    error,
    block: readBlock(root),
    futureAnnotations: root.namedChildren.some(
      (child) =>
        child?.type === "future_import_statement" &&
        child.childrenForFieldName("name").some((name) => name?.text === "annotations"),
    ),
    globals: new Set(
      source.includes("global ")
        ? root
            .descendantsOfType("global_statement")
            .flatMap((statement) => statement?.namedChildren.map((name) => name?.text ?? "") ?? [])
        : [],
    ),
  };
}
