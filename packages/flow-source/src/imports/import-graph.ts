import type { SourceTree } from "../source-tree.ts";
import { filesOfImport } from "./module-resolution.ts";
import { placeOfImport } from "./place-of-import.ts";
import { isListed, requirementsOf } from "./requirements.ts";
import { type ScannedImports, scanImports } from "./scan-imports.ts";
import { moduleResolversOf } from "./tree-resolvers.ts";

export interface ImportGraphOptions {
  /**
   * Files that are gone from the tree but may still be imported: they count as files without imports, so that who
   * imports them is found.
   */
  gone?: ReadonlySet<string>;
}

/** Files that are looked into for one module from outside: one of them imports it for sure, not only if it is there. */
const mostImporters = 20;

/** Which file imports which, as far as scripts reach. */
export interface ImportGraph {
  /** Reads whatever the scripts import, directly or not; must have been awaited before the rest is asked. */
  load(entryFiles: Iterable<string>): Promise<void>;
  /** Every file that a script may run to its shortest chain: the script first, the file last. */
  reachable(entryFile: string): ReadonlyMap<string, readonly string[]>;
  /** The shortest chain from a script to a file for which `isTarget` holds (the script itself too), or null. */
  chainTo(entryFile: string, isTarget: (file: string) => boolean): readonly string[] | null;
  /** Files of a script's imports that import by a name which only running the code tells, with the line. */
  dynamicImports(entryFile: string): { file: string; line: number }[];
  /**
   * Top-level modules that code which was loaded imports, though they are neither in the repository nor among the
   * requirements that it lists: each once, where it is imported first. None where the repository lists no requirements.
   */
  unlistedImports(): Promise<UnlistedImport[]>;
}

/** An import that leads nowhere. */
export interface UnlistedImport {
  /** The top-level module. */
  module: string;
  file: string;
  line: number;
}

/**
 * An import graph that grows with the scripts it is asked for. Each file is read and scanned once; what an import
 * leads to is worked out once for all scripts of a folder, as `sys.path` begins with the script's folder.
 */
export async function createImportGraph(
  tree: SourceTree,
  { gone = new Set() }: ImportGraphOptions = {},
): Promise<ImportGraph> {
  const resolvers = await moduleResolversOf(tree, gone);
  const scans = new Map<string, ScannedImports>();
  const edges = new Map<string, readonly string[]>();
  /** Top-level modules that aren't in the repository, and some of the files that import them. */
  const outside = new Map<string, Set<string>>();

  const key = (file: string, entryFile: string) =>
    `${file === entryFile ? "script" : ""}\0${entryFile.slice(0, entryFile.lastIndexOf("/") + 1)}\0${file}`;

  function importsOf(file: string, entryFile: string): readonly string[] {
    const known = edges.get(key(file, entryFile));
    if (known) return known;
    const statements = scans.get(file)?.statements ?? [];
    const files = new Set<string>();
    for (const statement of statements) {
      let isInside = false;
      for (const resolver of resolvers) {
        for (const found of filesOfImport(resolver.resolveImport(statement, file, entryFile))) {
          files.add(found);
          isInside = true;
        }
      }
      if (!isInside && statement.level === 0) noteOutside(statement.module, file);
    }
    files.delete(file);
    const list = [...files];
    edges.set(key(file, entryFile), list);
    return list;
  }

  function noteOutside(module: string, file: string) {
    const top = module.split(".", 1)[0] as string;
    const importers = outside.get(top) ?? new Set();
    if (importers.size < mostImporters) outside.set(top, importers.add(file));
  }

  async function scan(files: Iterable<string>) {
    const unknown = [...files].filter((file) => !scans.has(file));
    const sources = unknown.length > 0 ? await tree.readMany(unknown) : new Map<string, string>();
    for (const file of unknown) scans.set(file, scanImports(sources.get(file) ?? ""));
  }

  /** Walks in breadth, so that the first chain to a file is a shortest one. */
  function* walk(entryFile: string): Generator<{ file: string; chain: () => string[] }> {
    const importer = new Map<string, string | null>([[entryFile, null]]);
    const chain = (file: string): string[] => {
      const links: string[] = [];
      for (let link: string | null | undefined = file; link; link = importer.get(link)) links.push(link);
      return links.reverse();
    };
    // A map hands out what is added to it during the loop too, in order.
    for (const file of importer.keys()) {
      yield { file, chain: () => chain(file) };
      for (const next of importsOf(file, entryFile)) if (!importer.has(next)) importer.set(next, file);
    }
  }

  async function unlistedImports(): Promise<UnlistedImport[]> {
    const requirements = outside.size > 0 ? await requirementsOf(tree) : undefined;
    if (!requirements) return [];
    const unlisted = [...outside].filter(([module]) => !isListed(module, requirements));
    const sources = await tree.readMany(new Set(unlisted.flatMap(([, importers]) => [...importers])));
    return unlisted.flatMap(([module, importers]) => {
      for (const file of importers) {
        const line = placeOfImport(sources.get(file) ?? "", module);
        if (line !== undefined) return [{ module, file, line }];
      }
      return [];
    });
  }

  return {
    unlistedImports,
    async load(entryFiles) {
      const entries = [...new Set(entryFiles)];
      const seen = new Set<string>();
      let frontier = entries.map((entry) => ({ file: entry, entry }));
      while (frontier.length > 0) {
        await scan(frontier.map(({ file }) => file));
        const next: typeof frontier = [];
        for (const { file, entry } of frontier) {
          for (const imported of importsOf(file, entry)) {
            const step = key(imported, entry);
            if (seen.has(step)) continue;
            seen.add(step);
            next.push({ file: imported, entry });
          }
        }
        frontier = next;
      }
    },
    reachable(entryFile) {
      return new Map([...walk(entryFile)].map(({ file, chain }) => [file, chain()]));
    },
    chainTo(entryFile, isTarget) {
      for (const { file, chain } of walk(entryFile)) if (isTarget(file)) return chain();
      return null;
    },
    dynamicImports(entryFile) {
      return [...walk(entryFile)].flatMap(({ file }) => {
        const line = scans.get(file)?.dynamicLine ?? null;
        return line === null ? [] : [{ file, line }];
      });
    },
  };
}
