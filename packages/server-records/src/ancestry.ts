import type { Repository } from "#git";
import type { IsAncestor } from "./compare.ts";

/** Ancestry as git tells it; a commit that this clone lacks is asked of the remote first. */
export function ancestryIn(repository: Pick<Repository, "fetchCommit" | "isAncestor">): IsAncestor {
  return async (ancestor, descendant) => {
    for (const commit of [ancestor, descendant]) {
      if ((await repository.fetchCommit(commit)) === null) return null;
    }
    return repository.isAncestor(ancestor, descendant);
  };
}
