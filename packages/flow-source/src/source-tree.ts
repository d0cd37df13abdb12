/**
 * The files of a repository as they are at one commit or in the working tree. Paths are relative to the
 * repository's root, with forward slashes and without a leading `./`.
 */
export interface SourceTree {
  /** All files: tracked ones of a commit, or tracked and untracked-but-not-ignored ones of a working tree. */
  paths(): Promise<ReadonlySet<string>>;
  /** A file's content, or undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Content of many files with one round trip; absent ones are left out. */
  readMany(paths: Iterable<string>): Promise<ReadonlyMap<string, string>>;
}
