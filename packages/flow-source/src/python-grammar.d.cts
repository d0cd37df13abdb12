declare const grammar: { loadParser(): Promise<import("web-tree-sitter").Parser> };
export = grammar;
