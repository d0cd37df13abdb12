import type { Git } from "./git-command.ts";

/** A file that differs between two commits. */
export interface ChangedFile {
  change: "added" | "modified" | "deleted" | "renamed";
  /** Path at the head; for a deleted file, at the base. */
  path: string;
  /** Path at the base of a renamed file. */
  previousPath?: string;
}

const changes = { A: "added", M: "modified", T: "modified", D: "deleted", R: "renamed" } as const;

/** Files that differ between the trees of two commits. */
export async function changedFiles(git: Git, base: string, head: string): Promise<ChangedFile[]> {
  const { stdout } = await git([
    "diff-tree",
    "-r",
    "-z",
    "--name-status",
    "--find-renames",
    "--end-of-options",
    base,
    head,
  ]);
  const fields = stdout.split("\0");
  const files: ChangedFile[] = [];
  for (let next = 0; next + 1 < fields.length; ) {
    const change = changes[(fields[next++] as string)[0] as keyof typeof changes];
    const previousPath = change === "renamed" ? fields[next++] : undefined;
    const path = fields[next++] as string;
    files.push(previousPath === undefined ? { change, path } : { change, path, previousPath });
  }
  return files;
}
