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
  const targets = new Map(links.map(([path, target]) => [path, posix.join(posix.dirname(path), target)]));
  const real = [...files.keys()];
  for (const link of targets.keys()) {
    const target = finalTarget(link, targets);
    if (target === undefined) continue;
    const file = files.get(target);
    if (file !== undefined) {
      files.set(link, file);
      continue;
    }
    const inside = target === "." ? "" : `${target}/`;
    for (const path of real) {
      // A link to a folder above itself would hold itself.
      if (!path.startsWith(inside) || link.startsWith(inside)) continue;
      files.set(`${link}/${path.slice(inside.length)}`, files.get(path) as T);
    }
  }
}

/** Where a link ends, following links on the way (`a/b` where `a` is a link too). */
function finalTarget(link: string, targets: ReadonlyMap<string, string>): string | undefined {
  let path = targets.get(link) as string;
  for (let step = 0; step < longestChain; step++) {
    if (path.startsWith("/") || path.startsWith("..")) return undefined;
    path = path.replace(/\/$/, "");
    const through = [...targets.keys()].find((other) => path === other || path.startsWith(`${other}/`));
    if (through === undefined) return path;
    path = posix.join(targets.get(through) as string, path.slice(through.length));
  }
  return undefined;
}
