import { FaultError } from "#diagnostics";
import type { ModuleResolver } from "../imports/module-resolution.ts";
import type { SourceTree } from "../source-tree.ts";
import { decodeSource } from "../syntax/decode-source.ts";
import type { Expression } from "../syntax/expression.ts";
import { type PythonModule, parseModule, tooLargeModule } from "../syntax/module.ts";
import type { PythonParser } from "../syntax/parse.ts";

/** The parsed files of one repository. Every file is read and parsed once, however many flows are read. */
export class Modules {
  readonly resolver: ModuleResolver;
  /** Every folder that holds Python files, with a slash at its end. */
  readonly folders: readonly string[];
  private readonly parser: PythonParser;
  private readonly reading = new Map<string, Promise<string | undefined>>();
  private readonly texts = new Map<string, string>();
  private readonly parsed = new Map<string, PythonModule>();

  constructor(resolver: ModuleResolver, parser: PythonParser, paths: ReadonlySet<string>) {
    this.resolver = resolver;
    this.folders = foldersOf(paths);
    this.parser = parser;
  }

  /** Whether the repository holds a top-level package or module of this name, wherever it is. */
  isOwnPackage(name: string): boolean {
    return (
      this.resolver.resolveModule(name, "").length > 0 ||
      this.folders.some((folder) => `/${folder}`.endsWith(`/${name}/`))
    );
  }

  /**
   * Makes the text of files known, each read from `tree` at most once. Throws a FaultError for one that isn't there, or
   * that Python can't decode.
   */
  async load(files: Iterable<string>, tree: SourceTree): Promise<void> {
    const wanted = [...files];
    const fresh = wanted.filter((file) => !this.reading.has(file));
    const batch = tree.readMany(fresh);
    for (const file of fresh)
      this.reading.set(
        file,
        batch.then((texts) => texts.get(file)),
      );
    for (const file of wanted) {
      const source = await this.reading.get(file);
      if (source === undefined)
        throw new FaultError({
          code: "source-unreadable",
          message: `${file} can't be read.`,
          location: { file },
        });
      if (!this.texts.has(file)) this.texts.set(file, decodeSource(source, file));
    }
  }

  /** Characters of a file; undefined until it was loaded. */
  lengthOf(file: string): number | undefined {
    return this.texts.get(file)?.length;
  }

  /** Stands for a file that isn't looked into. */
  tooLarge(file: string): PythonModule {
    return tooLargeModule(file, this.parser);
  }

  /** The module in a file; undefined until the file was loaded. */
  find(file: string): PythonModule | undefined {
    const known = this.parsed.get(file);
    const source = this.texts.get(file);
    if (known || source === undefined) return known;
    return this.parseText(file, source);
  }

  /** A module whose text may be no file of the repository. */
  parseText(name: string, source: string): PythonModule {
    let module = this.parsed.get(name);
    if (!module) {
      module = parseModule(name, source, this.parser);
      this.parsed.set(name, module);
    }
    return module;
  }

  parseExpression(source: string): Expression | undefined {
    return this.parser.parseExpression(source);
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
