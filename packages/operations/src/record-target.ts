import type { Repository } from "#git";
import type { DeployedFiles } from "#server-records";
import type { ApplyValues, SourceValues } from "./options/index.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Whether the commit is recorded as what the server stands at. A pull request's commit never is, nor is what a prefix puts
 * beside it, nor what somebody tries at their own machine.
 */
export function isRecorded(
  { recordCommit, namePrefix }: Pick<ApplyValues, "recordCommit" | "namePrefix">,
  { isCi, request }: Surroundings["ci"],
): boolean {
  if (recordCommit !== "auto") return recordCommit === "always";
  return isCi && request === undefined && namePrefix === undefined;
}

/** What the record of the deployed commit is kept for, or null where nothing names the repository. */
export function recordTarget(
  { ci, prefectFile, scope, namePrefix }: RecordedPart,
  repository: Pick<Repository, "remoteUrl">,
): DeployedFiles | null {
  const name = ci.repository ?? repository.remoteUrl;
  return name === null ? null : { repository: name, files: prefectFile, scope, prefix: namePrefix };
}

type RecordedPart = Pick<Surroundings, "ci"> &
  Pick<SourceValues, "prefectFile"> & { scope?: string | undefined; namePrefix?: string | undefined };
