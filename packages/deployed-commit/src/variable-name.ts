import { canonicalRepository, repositoryPath } from "#git";
import { variableName as nameOfVariable } from "#prefect-api";

/** What a record is kept for: one repository's definitions, as one set of files names them. */
export interface DeployedFiles {
  /** `owner/name`, or the address of the repository's remote. */
  repository: string;
  /** The prefect-file input as given: files, globs or a folder, relative to the repository's root. */
  files: readonly string[];
}

/** Name of the Prefect variable that holds the record. */
export function variableName(target: DeployedFiles): string {
  const repository = canonicalRepository(target.repository);
  const files = canonicalFiles(target.files);
  const exact = JSON.stringify([repository, files]);
  return nameOfVariable("deployed-commit", [repository, files.join("-")], exact);
}

/** The files in an order that doesn't matter, without `./` before them; the repository's root is `.`. */
export function canonicalFiles(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => repositoryPath(file) || "."))].sort();
}
