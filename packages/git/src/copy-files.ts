import { chmod, constants, copyFile, lstat, mkdir, readlink, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Git } from "./git-command.ts";

/** See `Repository.copyFiles`. */
export async function copyFiles(
  git: Git,
  root: string,
  target: string,
  { untracked }: { untracked: boolean },
): Promise<void> {
  const others = untracked ? ["--others", "--exclude-standard"] : [];
  const { stdout } = await git(["ls-files", "-z", "--cached", ...others]);
  const paths = [...new Set(stdout.split("\0"))].filter((path) => path !== "");
  const top = await realpath(root);
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  const folders = [...new Set(paths.map((path) => dirname(path)))].sort();
  const inside = new Set<string>();
  for (const folder of folders) {
    // A folder on the way may have become a link: nothing outside is ever read.
    const place = await realpath(join(root, folder)).catch(() => "");
    if (place === "" || relative(top, place).split(sep)[0] === "..") continue;
    await mkdir(join(target, folder), { recursive: true });
    await chmod(join(target, folder), 0o755);
    inside.add(folder);
  }
  const wanted = paths.filter((path) => inside.has(dirname(path)));
  for (let index = 0; index < wanted.length; index += AT_ONCE) {
    await Promise.all(
      wanted.slice(index, index + AT_ONCE).map((path) => copyOne(join(root, path), join(target, path))),
    );
  }
}

/** Open files at the same time. */
const AT_ONCE = 64;

async function copyOne(from: string, to: string): Promise<void> {
  const stat = await lstat(from).catch(() => undefined);
  if (stat?.isSymbolicLink()) await symlink(await readlink(from), to);
  // A folder is a submodule's; what is gone was deleted and not committed yet.
  else if (stat?.isFile()) {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    // Whoever looks at the copy may be another user than the one that made it.
    await chmod(to, (stat.mode & 0o777) | 0o444);
  }
}
