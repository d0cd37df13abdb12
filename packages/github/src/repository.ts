import { FaultError } from "#diagnostics";

/** A repository on GitHub. */
export interface GitHubRepository {
  owner: string;
  repo: string;
}

/**
 * The repository that `owner/name` names.
 *
 * @throws FaultError for anything else
 */
export function parseRepository(fullName: string | undefined): GitHubRepository {
  const [owner = "", repo = "", ...more] = fullName?.split("/") ?? [];
  if (owner !== "" && repo !== "" && more.length === 0) return { owner, repo };
  throw new FaultError({ code: "environment-incomplete", message: "GITHUB_REPOSITORY names no repository." });
}
