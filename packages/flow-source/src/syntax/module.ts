import type { Node } from "web-tree-sitter";
import type { Block } from "./block.ts";
import type { PythonParser } from "./parse.ts";
import { readBlock } from "./read-block.ts";

/** One parsed file of the repository. */
export interface PythonModule {
  file: string;
  root: Node;
  block: Block;
  /** The first place that isn't Python, if any. */
  error: Node | undefined;
  /** True for a file that is too large to be looked into: then it seems empty. */
  isTooLarge: boolean;
  /** `from __future__ import annotations` */
  futureAnnotations: boolean;
  /** Names that a function of the module may set (`global name`). */
  globals: ReadonlySet<string>;
}

export function parseModule(file: string, source: string, parser: PythonParser): PythonModule {
  const parsed = parser.parseModule(source);
  if (!parsed) return tooLargeModule(file, parser);
  const { root, error } = parsed;
  return {
    file,
    root,
    error,
    isTooLarge: false,
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

/** Stands for a file that isn't looked into. */
export function tooLargeModule(file: string, parser: PythonParser): PythonModule {
  return { ...parseModule(file, "", parser), isTooLarge: true };
}
