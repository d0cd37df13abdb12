import { stat } from "node:fs/promises";
import type { RunCommand } from "#command";
import { FaultError } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import { authorization } from "./authorization.ts";
import { type ChangedFile, changedFiles } from "./changed-files.ts";
import { blobReader, type CommitTree, commitTree } from "./commit-tree.ts";
import { copyFiles } from "./copy-files.ts";
import { type Git, git, withoutCredentials } from "./git-command.ts";
import { fetchCommit, isAncestor, mergeBase, resolve } from "./history.ts";
import { search } from "./search.ts";
import { createTag, listTags, moveTag, pushTag, remoteTags } from "./tags.ts";
import { workingTree } from "./working-tree.ts";

/** One clone on this machine. Commits are full ids; a `ref` is anything git understands, and is only data. */
export interface Repository {
  /** Absolute path of the working tree's top folder. */
  readonly root: string;
  /** The commit that is checked out. */
  head(): Promise<string>;
  /** Name of the branch that is checked out; null on a detached head, which is what runners check out. */
  currentBranch(): Promise<string | null>;
  /** The commit of a ref as this clone knows it (`main` also means `origin/main`), or null. */
  resolve(ref: string): Promise<string | null>;
  /** Like {@link resolve}, and asks the remote for a commit or branch that this clone lacks. */
  fetchCommit(ref: string): Promise<string | null>;
  /** The best common ancestor, or null. A shallow clone is deepened until one is found or it is complete. */
  mergeBase(a: string, b: string): Promise<string | null>;
  /**
   * Whether `ancestor` is `commit` or in its history; null where this clone lacks one of them. A shallow clone is
   * deepened before the answer is no.
   */
  isAncestor(ancestor: string, commit: string): Promise<boolean | null>;
  /** True where history was cut off (`git clone --depth`, the default of actions/checkout). */
  isShallow(): Promise<boolean>;
  /** Files that differ between two commits, renames recognised. */
  changedFiles(base: string, head: string): Promise<ChangedFile[]>;
  /** The files of a commit. */
  treeAt(commit: string): CommitTree;
  /** The files as they are on disk: tracked, and untracked but not ignored. */
  workingTree(): SourceTree;
  /**
   * Copies tracked files as they are on disk to another folder, links as links: no `.git`, and nothing that a job has
   * put beside them. With `untracked` also those that are neither tracked nor ignored.
   */
  copyFiles(target: string, options: { untracked: boolean }): Promise<void>;
  /**
   * Paths of the files of a commit, or of those on disk (null), that hold a text of one line: one search in git,
   * before anything is read or parsed.
   *
   * @param pathspecs git's patterns of the paths that are searched, such as `*.py`; all unless given
   */
  search(commit: string | null, text: string, pathspecs?: readonly string[]): Promise<string[]>;
  /** Address of the remote as it was at opening, without any credentials in it; null where there is none. */
  readonly remoteUrl: string | null;
  /** Tags of this clone, name to commit. */
  tags(): Promise<ReadonlyMap<string, string>>;
  /** Tags of the remote, name to commit: a runner's clone usually has none itself. */
  remoteTags(): Promise<ReadonlyMap<string, string>>;
  /** Makes a tag in this clone; annotated when there is a message. Fails where the tag exists. */
  createTag(name: string, commit: string, message?: string): Promise<void>;
  /** Sends a tag to the remote. */
  pushTag(name: string): Promise<void>;
  /** Makes a tag of the remote stand at a commit, be it new or at another one. This clone's tags stay as they are. */
  moveTag(name: string, commit: string): Promise<void>;
}

export interface RepositoryOptions {
  /** Token for the remote's HTTPS address; given to git through the environment only. */
  token?: string;
  /** The remote that commits are fetched from. */
  remote?: string;
}

/**
 * Opens the repository that holds the folder `cwd`. Throws a fault where there is none, or where git refuses it.
 */
export async function openRepository(
  run: RunCommand,
  cwd: string,
  { token, remote = "origin" }: RepositoryOptions = {},
): Promise<Repository> {
  await refuseNoFolder(cwd);
  const plain = git(run, cwd);
  const [{ stdout: root }, url] = await Promise.all([
    plain(["rev-parse", "--show-toplevel"]),
    plainRemoteUrl(plain, remote),
  ]);
  const top = root.replace(/\n$/, "");
  const command = git(run, top, authorization(url, token));
  const readBlobs = blobReader(command);

  return {
    root: top,
    head: async () => (await command(["rev-parse", "--verify", "HEAD^{commit}"])).stdout.trim(),
    async currentBranch() {
      const { exitCode, stdout } = await command(["symbolic-ref", "--quiet", "--short", "HEAD"], {
        allowed: [1],
      });
      return exitCode === 0 ? stdout.replace(/\n$/, "") : null;
    },
    resolve: (ref) => resolve(command, ref, remote),
    fetchCommit: (ref) => fetchCommit(command, ref, remote),
    mergeBase: (a, b) => mergeBase(command, a, b, remote),
    isAncestor: (ancestor, commit) => isAncestor(command, ancestor, commit, remote),
    isShallow: async () => (await command(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true",
    changedFiles: (base, head) => changedFiles(command, base, head),
    treeAt: (commit) => commitTree(command, readBlobs, commit),
    workingTree: () => workingTree(command, top),
    copyFiles: (target, options) => copyFiles(command, top, target, options),
    search: (commit, text, pathspecs) => search(command, commit, text, pathspecs),
    remoteUrl: url === null ? null : withoutCredentials(url),
    tags: () => listTags(command),
    remoteTags: () => remoteTags(command, remote),
    createTag: (name, commit, message) => createTag(command, name, commit, message),
    pushTag: (name) => pushTag(command, name, remote),
    moveTag: (name, commit) => moveTag(command, name, commit, remote),
  };
}

/** The system says of a missing working directory that the program is missing. */
async function refuseNoFolder(cwd: string): Promise<void> {
  const found = await stat(cwd).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new FaultError({
    code: "working-directory-missing",
    message: `The working directory ${cwd} is ${found ? "no folder" : "not there"}.`,
    fix: "Check the option working-directory: it starts at the checkout, on a command line at the current folder.",
  });
}

async function plainRemoteUrl(command: Git, remote: string): Promise<string | null> {
  const { exitCode, stdout } = await command(["config", "--get", `remote.${remote}.url`], { allowed: [1] });
  return exitCode === 0 ? stdout.replace(/\n$/, "") : null;
}
