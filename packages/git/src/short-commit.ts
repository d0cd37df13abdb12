/** A commit as it is shown to a reader: its first 12 characters, which are enough to tell commits apart. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 12);
}
