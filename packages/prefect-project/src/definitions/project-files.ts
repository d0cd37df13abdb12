import picomatch from "picomatch";
import type { Fault } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import { repositoryPath } from "#git";

export interface FoundFile {
  path: string;
  /** True where the user named this very file; false where a glob or a folder led to it. */
  named: boolean;
}

const YAML_FILE = /\.ya?ml$/i;

/**
 * Files that a list of files, globs and folders means, in the list's order, each once. A folder means every YAML
 * file in it and below it.
 */
export async function findProjectFiles(
  tree: SourceTree,
  prefectFiles: readonly string[],
): Promise<{ files: FoundFile[]; faults: Fault[] }> {
  const paths = await tree.paths();
  const sorted = [...paths].sort();
  const found = new Map<string, FoundFile>();
  const faults: Fault[] = [];
  for (const entry of prefectFiles) {
    const path = repositoryPath(entry);
    const inside = path === "" ? "" : `${path}/`;
    const named = paths.has(path);
    const matchesGlob = picomatch(path || "**", { dot: true });
    const matches = named
      ? [path]
      : isGlob(path)
        ? sorted.filter((file) => matchesGlob(file))
        : sorted.filter((file) => file.startsWith(inside) && YAML_FILE.test(file));
    if (matches.length === 0) {
      faults.push({
        message: `There is no file, and no folder with YAML files, at ${entry}.`,
        fix: suggestion(path, sorted),
      });
    }
    for (const match of matches) {
      if (named || !found.has(match)) found.set(match, { path: match, named });
    }
  }
  return { files: [...found.values()], faults };
}

/** Files of the same name elsewhere, at most three; else what else may be wrong. */
function suggestion(path: string, paths: readonly string[]): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const near = name === "" ? [] : paths.filter((one) => one.endsWith(`/${name}`)).slice(0, 3);
  return near.length > 0
    ? `Paths are relative to the repository's root: did you mean ${near.join(" or ")}?`
    : "Paths are relative to the repository's root; a new file has to be added to git.";
}

function isGlob(path: string): boolean {
  return picomatch.scan(path).isGlob;
}
