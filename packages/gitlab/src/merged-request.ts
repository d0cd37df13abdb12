import { GitLabClient } from "./client.ts";
import type { MergeRequestPlace } from "./merge-request-place.ts";

interface Brought {
  iid: number;
  state: string;
  merge_commit_sha: string | null;
  squash_commit_sha: string | null;
}

/**
 * Number of the merged merge request that brought a commit (docs.gitlab.com/api/commits, merge requests associated with a
 * commit); undefined where none did.
 *
 * @throws FaultError where GitLab doesn't tell
 */
export async function mergedMergeRequest(
  place: Omit<MergeRequestPlace, "number">,
  commit: string,
): Promise<string | undefined> {
  const path = `/projects/${encodeURIComponent(place.project)}/repository/commits/${encodeURIComponent(commit)}/merge_requests`;
  const all = (await new GitLabClient(place).get(
    path,
    `tell which merge request brought ${commit}`,
  )) as Brought[];
  const merged = all.filter(({ state }) => state === "merged");
  const own = merged.find((one) => one.merge_commit_sha === commit || one.squash_commit_sha === commit);
  // The commit may also lie in a merge request that was merged into another branch.
  const found = own ?? (merged.length === 1 ? merged[0] : undefined);
  return found && String(found.iid);
}
