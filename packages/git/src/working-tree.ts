import { lstat, readFile, readlink, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { SourceTree } from "#flow-source";
import { decodeText } from "./decode-text.ts";
import type { Git } from "./git-command.ts";
import { followLinks } from "./symbolic-links.ts";

/** See `Repository.workingTree`. Symbolic links are followed inside the repository; others are left out. */
export function workingTree(git: Git, root: string): SourceTree {
  let listed: Promise<ReadonlyMap<string, string>> | undefined;

  /** Path to the path that holds its content: another one where a link leads. */
  async function list(): Promise<ReadonlyMap<string, string>> {
    const { stdout } = await git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    const files = new Map<string, string>();
    const links: [string, string][] = [];
    const paths = [...new Set(stdout.split("\0"))].filter((path) => path !== "");
    const stats = await Promise.all(paths.map((path) => lstat(join(root, path)).catch(() => undefined)));
    for (const [index, path] of paths.entries()) {
      const stat = stats[index];
      if (stat?.isFile()) files.set(path, path);
      else if (stat?.isSymbolicLink()) links.push([path, await readlink(join(root, path))]);
    }
    followLinks(files, links);
    return files;
  }

  const listing = () => (listed ??= list());

  async function read(path: string): Promise<string | undefined> {
    const file = (await listing()).get(path);
    if (file === undefined) return undefined;
    // A folder on the way may have become a link since it was listed: nothing outside is ever read.
    const [place, top] = await Promise.all([realpath(join(root, file)).catch(() => ""), realpath(root)]);
    if (place === "" || relative(top, place).split(sep)[0] === "..") return undefined;
    const bytes = await readFile(place).catch(() => undefined);
    return bytes && decodeText(bytes);
  }

  return {
    paths: async () => new Set((await listing()).keys()),
    read,
    async readMany(paths) {
      const wanted = [...new Set(paths)];
      const contents = await Promise.all(wanted.map(read));
      return new Map(
        wanted.flatMap((path, index) => {
          const content = contents[index];
          return content === undefined ? [] : [[path, content] as const];
        }),
      );
    },
  };
}
