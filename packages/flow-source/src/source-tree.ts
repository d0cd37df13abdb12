/**
 * The files of a repository as they are at one commit or in the working tree. Paths are relative to the
 * repository's root, with forward slashes and without a leading `./`.
 *
 * Contents are UTF-8. Of a file that is not, each byte that is no part of a character comes as a lone U+DC80 to U+DCFF
 * (as Python's `surrogateescape` has it): {@link undecodable} finds the first.
 */
export interface SourceTree {
  /** All files: tracked ones of a commit, or tracked and untracked-but-not-ignored ones of a working tree. */
  paths(): Promise<ReadonlySet<string>>;
  /** A file's content, or undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /** Content of many files with one round trip; absent ones are left out. */
  readMany(paths: Iterable<string>): Promise<ReadonlyMap<string, string>>;
}

/** The first byte of a file that is not UTF-8, with its place; line and column count from 1. */
export interface UndecodableByte {
  byte: number;
  line: number;
  column: number;
}

/** Where a content ends to be UTF-8; undefined where it is. */
export function undecodable(content: string): UndecodableByte | undefined {
  if (content.isWellFormed()) return undefined;
  const found = /(?<![\ud800-\udbff])[\udc80-\udcff]/.exec(content);
  if (!found) return undefined;
  const before = content.slice(0, found.index).split(/\r\n?|\n/);
  const column = [...(before.at(-1) ?? "")].length + 1;
  return { byte: content.charCodeAt(found.index) - 0xdc00, line: before.length, column };
}
