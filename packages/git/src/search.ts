import type { Git } from "./git-command.ts";

/**
 * Paths of the files that hold a text, in one call of `git grep`: nothing is checked out and nothing parsed. Symbolic
 * links and submodules are left out.
 *
 * @param commit whose files; null for those on disk, tracked and untracked but not ignored
 * @param text of one line, compared byte by byte
 * @param pathspecs git's patterns of the paths that are searched (`*.py` is any folder's); all unless given
 */
export async function search(
  git: Git,
  commit: string | null,
  text: string,
  pathspecs: readonly string[] = [],
): Promise<string[]> {
  // git takes several lines for several patterns, and nothing for a text that every file holds.
  if (text === "" || /[\n\0]/.test(text)) throw new Error("A search takes one line of text.");
  const { stdout } = await git(
    [
      "grep",
      "-lzF",
      "--full-name",
      // A user's settings may turn these on.
      "--no-color",
      "--no-recurse-submodules",
      ...(commit === null ? ["--untracked"] : []),
      "-e",
      text,
      ...(commit === null ? [] : [commit]),
      "--",
      ...pathspecs,
    ],
    // 1: no file holds it.
    { allowed: [1] },
  );
  const prefix = commit === null ? 0 : commit.length + 1;
  return stdout
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => path.slice(prefix));
}
