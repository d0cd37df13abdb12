import { createImportGraph, type SourceTree } from "#flow-source";

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
