/**
 * A path inside a repository as its trees spell it, relative to the repository's root: `./a//b/` is `a/b`, the root the
 * empty text. What leads out of the repository keeps its `..` and is in no tree.
 */
export function repositoryPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.trim().replaceAll("\\", "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
