import {
  createImportGraph,
  createModuleResolver,
  filesOfImport,
  type ImportGraph,
  parseEntryPoint,
  type SourceTree,
} from "#flow-source";
import type { TreeDifference } from "./compare-trees.ts";

/** Which code changed, as seen from the flows at the head. */
export interface CodeChanges {
  /** The shortest chain from an entry point's file to a changed file, or null where its code is the same. */
  chain(entrypoint: string): readonly string[] | null;
  /** Where the code behind an entry point imports by a name that only running it tells. */
  dynamicImports(entrypoint: string): { file: string; line: number }[];
}

const unchanged: CodeChanges = { chain: () => null, dynamicImports: () => [] };

/**
 * Follows the imports of every entry point through the tree of the head. Files that are gone count: who still
 * imports one is affected. Without a changed Python file nothing is read.
 */
export async function findCodeChanges(
  head: SourceTree,
  difference: TreeDifference,
  entrypoints: Iterable<string>,
): Promise<CodeChanges> {
  if (![...difference.changed].some((path) => path.endsWith(".py"))) return unchanged;
  const gone = new Set([...difference.gone].filter((path) => path.endsWith(".py")));
  const files = await entryFiles(head, gone, new Set(entrypoints));
  const graph = await createImportGraph(head, { gone });
  await graph.load([...files.values()].flat());
  const chains = new Map<string, readonly string[] | null>();
  return {
    chain(entrypoint) {
      let chain = chains.get(entrypoint);
      if (chain === undefined) {
        chain = shortestChain(graph, files.get(entrypoint) ?? [], difference.changed);
        chains.set(entrypoint, chain);
      }
      return chain;
    },
    dynamicImports: (entrypoint) =>
      (files.get(entrypoint) ?? []).flatMap((file) => graph.dynamicImports(file)),
  };
}

function shortestChain(graph: ImportGraph, files: readonly string[], changed: ReadonlySet<string>) {
  const chains = files.flatMap((file) => {
    const chain = graph.chainTo(file, (reached) => changed.has(reached));
    return chain ? [chain] : [];
  });
  return chains.reduce<readonly string[] | null>(
    (best, chain) => (best && best.length <= chain.length ? best : chain),
    null,
  );
}

/** The files that Prefect runs first for each entry point: the script, or the module with its packages. */
async function entryFiles(head: SourceTree, gone: ReadonlySet<string>, entrypoints: ReadonlySet<string>) {
  const present = await head.paths();
  const resolvers = [createModuleResolver(present), createModuleResolver(new Set([...present, ...gone]))];
  const files = new Map<string, string[]>();
  for (const entrypoint of entrypoints) {
    const { file, module } = parseEntryPoint(entrypoint, "");
    if (file !== undefined) files.set(entrypoint, [file]);
    else if (module !== undefined) {
      const statement = { level: 0, module, names: [] };
      // As imported by a script in the repository's root, where Prefect has its working directory.
      const found = resolvers.flatMap((resolver) =>
        filesOfImport(resolver.resolveImport(statement, "flow.py")),
      );
      files.set(entrypoint, [...new Set(found)]);
    }
  }
  return files;
}
