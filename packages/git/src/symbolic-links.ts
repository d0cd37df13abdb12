import { posix } from "node:path";

/** A link may lead to a link; longer chains than this are left out, as endless ones must be. */
const longestChain = 8;

/**
 * Adds to `files` (path to anything) what symbolic links lead to: a link to a file as that file, a link to a folder
 * as everything in it. Links that lead nowhere, out of the repository or in circles add nothing.
 *
 * @param links path of each link and its target as stored, relative to the link's folder
 */
export function followLinks<T>(
  files: Map<string, T>,
  links: readonly (readonly [path: string, target: string])[],
): void {
  if (links.length === 0) return;
  const targets = new Map(links.map(([path, target]) => [path, posix.join(posix.dirname(path), target)]));
  const real = [...files.keys()].sort();
  for (const link of targets.keys()) {
    const target = finalTarget(link, targets);
    if (target === undefined) continue;
    const file = files.get(target);
    if (file !== undefined) {
      files.set(link, file);
      continue;
    }
    const folder = target === "." ? "" : `${target}/`;
    // A link to a folder above itself would hold itself.
    if (link.startsWith(folder)) continue;
    for (let at = firstFrom(real, folder); real[at]?.startsWith(folder); at++) {
      const path = real[at] as string;
      files.set(`${link}/${path.slice(folder.length)}`, files.get(path) as T);
    }
  }
}

/** Where a link ends, following links on the way (`a/b` where `a` is a link too). */
function finalTarget(link: string, targets: ReadonlyMap<string, string>): string | undefined {
  let path = targets.get(link) as string;
  for (let step = 0; step < longestChain; step++) {
    if (path === ".." || path.startsWith("../") || path.startsWith("/")) return undefined;
    path = path.replace(/\/$/, "");
    const through = prefixes(path).find((prefix) => targets.has(prefix));
    if (through === undefined) return path;
    path = posix.join(targets.get(through) as string, path.slice(through.length));
  }
  return undefined;
}

/** `a`, `a/b`, `a/b/c`. */
function prefixes(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Index of the first of the sorted texts that is not before `text`. */
function firstFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
