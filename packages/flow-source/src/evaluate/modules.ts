import type { Node } from "web-tree-sitter";
import type { ModuleResolver } from "../module-resolution.ts";
import type { SourceTree } from "../source-tree.ts";
import { type Block, readBlock } from "../syntax/bindings.ts";
import type { PythonParser } from "../syntax/parse.ts";

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

/** Thrown where a file is needed that hasn't been read yet; whoever reads files reads it and begins again. */
export class FileNeeded extends Error {
  readonly file: string;

  constructor(file: string) {
    super(`${file} has not been read yet.`);
    this.file = file;
  }
}

/** The parsed files of one repository. Every file is read and parsed once. */
export class Modules {
  readonly resolver: ModuleResolver;
  /** Every folder that holds Python files, with a slash at its end. */
  readonly folders: readonly string[];
  private readonly parser: PythonParser;
  private readonly reading = new Map<string, Promise<string | undefined>>();
  private readonly texts = new Map<string, string>();
  private readonly parsed = new Map<string, PythonModule>();
  /** Files that were asked for since the last call of {@link noteUsed}. */
  private used = new Set<string>();

  constructor(resolver: ModuleResolver, parser: PythonParser, paths: ReadonlySet<string>) {
    this.resolver = resolver;
    this.folders = foldersOf(paths);
    this.parser = parser;
  }

  /** Makes a file's text known, read from `tree` at most once. False where there is no such file. */
  async load(file: string, tree: SourceTree): Promise<boolean> {
    let reading = this.reading.get(file);
    if (!reading) {
      reading = tree.read(file);
      this.reading.set(file, reading);
    }
    const source = await reading;
    if (source !== undefined) this.texts.set(file, source);
    return source !== undefined;
  }

  /** Throws {@link FileNeeded} where the file hasn't been loaded. */
  get(file: string): PythonModule {
    this.used.add(file);
    let module = this.parsed.get(file);
    if (!module) {
      const source = this.texts.get(file);
      if (source === undefined) throw new FileNeeded(file);
      module = this.parse(file, source);
      this.parsed.set(file, module);
    }
    return module;
  }

  /** Begins to note which files are asked for; the set fills as they are. */
  noteUsed(): ReadonlySet<string> {
    this.used = new Set();
    return this.used;
  }

  /** A module whose text isn't a file of the repository. */
  parseText(name: string, source: string): PythonModule {
    let module = this.parsed.get(name);
    if (!module) {
      module = this.parse(name, source);
      this.parsed.set(name, module);
    }
    return module;
  }

  parseExpression(source: string) {
    return this.parser.parseExpression(source);
  }

  private parse(file: string, source: string): PythonModule {
    const { root, error } = this.parser.parseModule(source.replace(/^\uFEFF/, ""));
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
}

function foldersOf(paths: ReadonlySet<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    if (!path.endsWith(".py")) continue;
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      folders.add(path.slice(0, slash + 1));
    }
  }
  return [...folders];
}
