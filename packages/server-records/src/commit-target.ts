import { canonicalRepository, repositoryPath } from "#git";
import type { JsonObject } from "#json";
import type { RecordKindName } from "./kinds.ts";
import { type RecordKey, variableName } from "./variable-name.ts";

/** One repository's definitions, as one set of files names them. */
export interface DeployedFiles {
  /** `owner/name`, or the address of the repository's remote. */
  repository: string;
  /** The prefect-file input as given: files, globs or a folder, relative to the repository's root. */
  files: readonly string[];
  /** Which part of them; all unless given. */
  scope?: string | undefined;
  /** What stands before the names of what is put beside the rest: that has an inventory of its own. */
  prefix?: string | undefined;
}

/** A work pool that one repository updates. */
export interface UpdatedWorkPool {
  repository: string;
  workPool: string;
  scope?: string | undefined;
}

/** What commits are recorded for. */
export type CommitTarget = DeployedFiles | UpdatedWorkPool;

/** Key of a record that is kept for a repository's files. */
export function filesKey(kind: RecordKindName, { repository, files, scope = "" }: DeployedFiles): RecordKey {
  const owner = canonicalRepository(repository);
  const paths = canonicalFiles(files);
  return { kind, shown: [owner, paths.join("-")], exact: JSON.stringify([owner, paths]), scope };
}

/** Scope of what is kept for deployments by their names: what a prefix puts beside the rest is none of the rest. */
export function namesScope({ scope = "", prefix = "" }: DeployedFiles): string {
  // No scope has a slash in it.
  return prefix === "" ? scope : `${scope}/${prefix}`;
}

/** Key of a record that is kept for a repository's deployments by their names. */
export function namesKey(kind: RecordKindName, target: DeployedFiles): RecordKey {
  return filesKey(kind, { ...target, scope: namesScope(target) });
}

/** Key of a record that is kept for a work pool, whoever updates it. */
export function poolKey(kind: RecordKindName, pool: string): RecordKey {
  return { kind, shown: [pool], exact: pool, scope: "" };
}

/** Name of the variable that holds the commits of a target. */
export function commitVariable(target: CommitTarget): string {
  if ("files" in target) return variableName(filesKey("deployed-commit", target));
  const { workPool, scope = "" } = target;
  const repository = canonicalRepository(target.repository);
  const exact = JSON.stringify([repository, workPool]);
  return variableName({ kind: "work-pool-commit", shown: [repository, workPool], exact, scope });
}

/** The name that the commits of a work pool had before pools had a kind of their own; read, never written. */
export function formerCommitVariable(target: CommitTarget): string | undefined {
  if ("files" in target) return undefined;
  const { repository, workPool } = target;
  return variableName(filesKey("deployed-commit", { repository, files: [`work pool ${workPool}`] }));
}

/** The files in an order that doesn't matter, without `./` before them; the repository's root is `.`. */
export function canonicalFiles(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => repositoryPath(file) || "."))].sort();
}

/** Longest text of file names in a record. */
const LONGEST_NAMES = 1000;

/** What a record is kept for, for whoever reads the variable: its name shows less. */
export function described(target: CommitTarget): JsonObject {
  const repository = canonicalRepository(target.repository).slice(0, LONGEST_NAMES);
  const scope = target.scope ?? "";
  if ("workPool" in target) return { repository, workPool: target.workPool, scope };
  return { repository, files: canonicalFiles(target.files).join(", ").slice(0, LONGEST_NAMES), scope };
}
