import picomatch from "picomatch";
import type { CommitTree } from "#git";

/** How the files of two commits differ. */
export interface TreeDifference {
  /** Paths whose content differs, or that only one side has. */
  changed: ReadonlySet<string>;
  /** Those of them that only the base has. */
  gone: ReadonlySet<string>;
  /** Submodules that moved, came or went. */
  submodules: readonly string[];
}

/** Compares by content: a symbolic link counts as what it leads to. */
export async function compareTrees(base: CommitTree, head: CommitTree): Promise<TreeDifference> {
  const [before, after] = await Promise.all([base.blobs(), head.blobs()]);
  const [modulesBefore, modulesAfter] = await Promise.all([base.submodules(), head.submodules()]);
  const changed = differing(before, after);
  const gone = new Set([...changed].filter((path) => !after.has(path)));
  return { changed, gone, submodules: [...differing(modulesBefore, modulesAfter)] };
}

function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  const paths = new Set<string>();
  for (const [path, id] of after) if (before.get(path) !== id) paths.add(path);
  for (const path of before.keys()) if (!after.has(path)) paths.add(path);
  return paths;
}

/** Why the difference concerns every deployment, or null. `selectAllOn` are globs. */
export function concernsEverything(
  difference: TreeDifference,
  selectAllOn: readonly string[],
): string | null {
  const [submodule] = difference.submodules;
  if (submodule !== undefined) return `the submodule ${submodule} changed, and its files can't be seen`;
  for (const glob of selectAllOn) {
    const matches = picomatch(glob, { dot: true });
    for (const path of difference.changed) {
      if (matches(path))
        return `${path} changed, which select-all-on names${glob === path ? "" : ` by ${glob}`}`;
    }
  }
  return null;
}
