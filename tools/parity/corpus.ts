import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";

/** One prefect file of a repository. */
export interface CorpusEntry {
  /** `owner/name` */
  repo: string;
  path: string;
  /** The commit to read: `HEAD` unless given, a ref, or `deleted-by:<commit>` for the last one that had the file. */
  ref?: string;
}

/** Names an entry in the results. */
export function keyOf({ repo, path, ref }: CorpusEntry): string {
  return `${repo}:${path}@${ref ?? "HEAD"}`;
}

/**
 * Makes a clone of an entry's repository, with the entry's commit checked out and GitHub's address as its origin.
 *
 * @param repositories folder with the clones or mirrors, each `owner+name` or `owner+name/repo`
 * @returns why the entry can't be compared, or null
 */
export async function checkOut(
  entry: CorpusEntry,
  repositories: string,
  folder: string,
): Promise<string | null> {
  const place = join(repositories, entry.repo.replace("/", "+"));
  const mirror = [join(place, "repo"), place].find((path) => existsSync(path));
  if (mirror === undefined) return "there is no clone of the repository";
  await mkdir(folder, { recursive: true });
  const git = (...args: string[]) => runLocally("git", args, { cwd: folder, timeout: 300_000 });
  const gitFolder = existsSync(join(mirror, ".git")) ? join(mirror, ".git") : mirror;
  const commit = await git("--git-dir", gitFolder, "rev-parse", "--verify", commitOf(entry.ref ?? "HEAD"));
  if (commit.exitCode !== 0) return `the clone has no commit ${entry.ref ?? "HEAD"}`;
  await git("init", "--quiet");
  await writeFile(join(folder, ".git/objects/info/alternates"), `${join(gitFolder, "objects")}\n`);
  await git("update-ref", "--no-deref", "HEAD", commit.stdout.trim());
  await git("read-tree", "HEAD");
  // A mirror may lack large files; the others are written all the same.
  await git("checkout-index", "--all", "--force", "--quiet");
  await git("remote", "add", "origin", `https://github.com/${entry.repo}.git`);
  return existsSync(join(folder, entry.path)) ? null : "the repository has no such file any more";
}

function commitOf(ref: string): string {
  const [, deletedBy] = /^deleted-by:(\w+)$/.exec(ref) ?? [];
  return deletedBy === undefined ? ref : `${deletedBy}^`;
}
