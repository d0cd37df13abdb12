import type { RunCommand } from "#command";
import type { Reporter } from "#diagnostics";
import { openRepository, type Repository } from "#git";
import type { ProjectFiles } from "#prefect-project";

/** Where definitions and flow code are read from. */
export interface SourceOptions {
  run: RunCommand;
  /** A folder of the repository's clone. */
  folder: string;
  /** Token for commits that the clone lacks. */
  githubToken?: string | undefined;
  files: ProjectFiles;
  /** `owner/name` or address of the repository, for the record of the deployed commit; the remote's unless given. */
  repositoryName?: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  reporter: Reporter;
}

export function openSource({ run, folder, githubToken }: SourceOptions): Promise<Repository> {
  return openRepository(run, folder, githubToken === undefined ? {} : { token: githubToken });
}
