/** What git knows of the working tree. */
export interface GitState {
  /** The commit that is checked out. */
  commit: string;
  /** Address of the remote `origin`; null where there is none. */
  origin: string | null;
}

/** Variables of a CI system that Prefect trusts when all of one are set, in its order. */
const CI_VARIABLES = [
  ["GITHUB_SHA", "GITHUB_REF_NAME", "GITHUB_REPOSITORY"],
  ["CI_COMMIT_SHA", "CI_COMMIT_REF_NAME", "CI_PROJECT_NAME"],
  ["BITBUCKET_COMMIT", "BITBUCKET_BRANCH", "BITBUCKET_REPO_SLUG"],
  ["BUILD_SOURCEVERSION", "BUILD_SOURCEBRANCHNAME", "BUILD_REPOSITORY_NAME"],
] as const;

/**
 * The version that Prefect derives for a deployment without one of its own (`get_inferred_version_info` of
 * `prefect._internal.versioning`): the first 8 characters of the commit that CI names, else of the one that is
 * checked out in a clone with an origin. Null outside git, where the flow's own version counts.
 */
export function deriveVersion(
  env: Readonly<Record<string, string | undefined>>,
  git: GitState | null,
): string | null {
  if (!git) return null;
  for (const [commit, ...others] of CI_VARIABLES) {
    const sha = env[commit];
    if (sha && others.every((name) => env[name])) return sha.slice(0, 8);
  }
  return git.origin ? git.commit.slice(0, 8) : null;
}
