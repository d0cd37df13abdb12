import type { SourceTree } from "../source-tree.ts";
import { createModuleResolver, type ModuleResolver } from "./module-resolution.ts";
import { packageFoldersOf } from "./package-folders.ts";

const known = new WeakMap<SourceTree, Promise<ModuleResolver>>();

/** Resolves imports in a tree, by what the builds of its projects rename, too. */
export function moduleResolverOf(tree: SourceTree): Promise<ModuleResolver> {
  let resolver = known.get(tree);
  if (!resolver) {
    resolver = Promise.all([tree.paths(), packageFoldersOf(tree)]).then(([paths, renamed]) =>
      createModuleResolver(paths, renamed),
    );
    known.set(tree, resolver);
  }
  return resolver;
}

/**
 * The tree's own resolver and, where files are `gone` from it, one for the tree as it was with them: a file that is gone
 * may have come before the one that answers now.
 */
export async function moduleResolversOf(
  tree: SourceTree,
  gone: ReadonlySet<string>,
): Promise<readonly ModuleResolver[]> {
  const own = await moduleResolverOf(tree);
  if (gone.size === 0) return [own];
  const [paths, renamed] = await Promise.all([tree.paths(), packageFoldersOf(tree)]);
  return [own, createModuleResolver(new Set([...paths, ...gone]), renamed)];
}
