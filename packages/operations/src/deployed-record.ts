import { type DeployedCommit, type DeployedFiles, readDeployedCommit } from "#deployed-commit";
import type { Repository } from "#git";
import type { PrefectClient } from "#prefect-api";
import type { SourceOptions } from "./source-options.ts";

/** What the record of the deployed commit is kept for, or null where nothing names the repository. */
export async function recordTarget(
  { repositoryName, files }: SourceOptions,
  repository: Repository,
): Promise<DeployedFiles | null> {
  const name = repositoryName ?? repository.remoteUrl;
  return name === null ? null : { repository: name, files: files.prefectFiles };
}

/** The commit that the server was last deployed from in full, or null where none is recorded. */
export async function readRecord(
  client: PrefectClient,
  source: SourceOptions,
  repository: Repository,
): Promise<DeployedCommit | null> {
  const target = await recordTarget(source, repository);
  return (target && (await readDeployedCommit(client, target, source.reporter))) ?? null;
}
