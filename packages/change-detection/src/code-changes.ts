import {
  createImportGraph,
  filesOfImport,
  type ImportGraph,
  type ModuleResolver,
  moduleResolversOf,
  parseEntryPoint,
  type SourceTree,
  type UnlistedImport,
} from "#flow-source";
import type { TreeDifference } from "./compare-trees.ts";

/** Which code changed, as seen from the flows at the head. */
export interface CodeChanges {
  /** Follows the imports of these entry points; each has to be loaded before it is asked for. */
  load(entrypoints: Iterable<string>): Promise<void>;
  /** The shortest chain from an entry point's file to a changed file, or null where its code is the same. */
  chain(entrypoint: string): readonly string[] | null;
  /** Where the code behind an entry point imports by a name that only running it tells. */
  dynamicImports(entrypoint: string): { file: string; line: number }[];
  /** Imports of what was loaded that lead nowhere, neither into the repository nor to a requirement. */
  unlistedImports(): Promise<readonly UnlistedImport[]>;
}

const nothingChanged: CodeChanges = {
  load: async () => {},
  chain: () => null,
  dynamicImports: () => [],
  unlistedImports: async () => [],
};

/**
 * Follows imports through the tree of the head. Files that are gone count: who still imports one is affected.
 * Without a changed Python file nothing is read.
 */
export async function codeChanges(head: SourceTree, difference: TreeDifference): Promise<CodeChanges> {
  if (![...difference.changed].some((path) => path.endsWith(".py"))) return nothingChanged;
  const gone = new Set([...difference.gone].filter((path) => path.endsWith(".py")));
  const [graph, resolvers] = await Promise.all([
    createImportGraph(head, { gone }),
    moduleResolversOf(head, gone),
  ]);
  const files = new Map<string, readonly string[]>();
  const chains = new Map<string, readonly string[] | null>();
  return {
    async load(entrypoints) {
      for (const entrypoint of entrypoints) {
        if (!files.has(entrypoint)) files.set(entrypoint, entryFiles(entrypoint, resolvers));
      }
      await graph.load([...files.values()].flat());
    },
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
    unlistedImports: () => graph.unlistedImports(),
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

/** The files that Prefect runs first for an entry point: the script, or the module with its packages. */
function entryFiles(entrypoint: string, resolvers: readonly ModuleResolver[]): readonly string[] {
  const { file, module = "" } = parseEntryPoint(entrypoint, "");
  if (file !== undefined) return [file];
  // As imported by a script in the repository's root, where Prefect has its working directory.
  const statement = { level: 0, module, names: [] };
  const found = resolvers.flatMap((resolver) => filesOfImport(resolver.resolveImport(statement, "flow.py")));
  return [...new Set(found)];
}
