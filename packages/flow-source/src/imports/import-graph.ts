import type { SourceTree } from "../source-tree.ts";
import { createModuleResolver, filesOfImport } from "./module-resolution.ts";
import { type ScannedImports, scanImports } from "./scan-imports.ts";

export interface ImportGraphOptions {
  /**
   * Files that are gone from the tree but may still be imported: they count as files without imports, so that who
   * imports them is found.
   */
  gone?: ReadonlySet<string>;
}

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
}

/**
 * The files of `tree` that the script `entryFile` imports, directly or not, each with the shortest chain of files
 * that leads to it. The script itself is in it.
 */
export async function transitiveImports(
  tree: SourceTree,
  entryFile: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const graph = await createImportGraph(tree);
  await graph.load([entryFile]);
  return graph.reachable(entryFile);
}

/**
 * An import graph that grows with the scripts it is asked for. Each file is read and scanned once; what an import
 * leads to is worked out once for all scripts of a folder, as `sys.path` begins with the script's folder.
 */
export async function createImportGraph(
  tree: SourceTree,
  { gone = new Set() }: ImportGraphOptions = {},
): Promise<ImportGraph> {
  const present = await tree.paths();
  const resolvers = [createModuleResolver(present)];
  // Beside the tree as it is: a file that is gone may have come before the one that answers now.
  if (gone.size > 0) resolvers.push(createModuleResolver(new Set([...present, ...gone])));
  const scans = new Map<string, ScannedImports>();
  const edges = new Map<string, readonly string[]>();

  const key = (file: string, entryFile: string) =>
    `${file === entryFile ? "script" : ""}\0${entryFile.slice(0, entryFile.lastIndexOf("/") + 1)}\0${file}`;

  function importsOf(file: string, entryFile: string): readonly string[] {
    const known = edges.get(key(file, entryFile));
    if (known) return known;
    const statements = scans.get(file)?.statements ?? [];
    const files = new Set<string>();
    for (const statement of statements) {
      for (const resolver of resolvers) {
        for (const found of filesOfImport(resolver.resolveImport(statement, file, entryFile)))
          files.add(found);
      }
    }
    files.delete(file);
    const list = [...files];
    edges.set(key(file, entryFile), list);
    return list;
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

  return {
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
