import { resolve } from "node:path";
import type { SourceTree } from "#flow-source";
import { openRepository, type Repository } from "#git";
import type { ProjectFiles } from "#prefect-project";
import type { SourceValues } from "./options/index.ts";
import type { Surroundings } from "./surroundings.ts";

/** Files of one commit, or of the working tree on top of it: what definitions and flow code are read from. */
export interface Source {
  /** Top folder of the clone. */
  root: string;
  /** Full hash. */
  commit: string;
  tree: SourceTree;
  /** Address of the remote `origin`. */
  remote: string | null;
}

/** Opens the repository of the working directory. */
export function openSource({
  run,
  folder,
  workingDirectory,
  githubToken,
}: Surroundings & Pick<SourceValues, "workingDirectory">): Promise<Repository> {
  return openRepository(
    run,
    resolve(folder, workingDirectory),
    githubToken === undefined ? {} : { token: githubToken },
  );
}

/** The files as they lie in the clone, changed or not, on top of the commit that is checked out. */
export async function workingSource(repository: Repository, commit?: string): Promise<Source> {
  return {
    root: repository.root,
    commit: commit ?? (await repository.head()),
    tree: repository.workingTree(),
    remote: repository.remoteUrl,
  };
}

/** The files of a commit of the clone; `commit` is its full hash. */
export function sourceAt(repository: Repository, commit: string): Source {
  return { root: repository.root, commit, tree: repository.treeAt(commit), remote: repository.remoteUrl };
}

/** Which files hold definitions. */
export function projectFiles({ prefectFile, baseFile, overlayFile }: SourceValues): ProjectFiles {
  return { prefectFiles: prefectFile, baseFile, overlayFile };
}
