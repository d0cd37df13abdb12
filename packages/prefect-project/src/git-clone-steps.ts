import type { Overrides } from "./build-context.ts";
import type { Config, ConfigValue } from "./config-value.ts";

/** `git_clone` under each of its names, those of projects (Prefect 2) included. */
const GIT_CLONE = /^prefect\.(?:deployments|projects)\.steps\.(?:pull\.)?(?:a?git_clone|git_clone_project)$/;

/**
 * Sets the branch or the commit of every git clone step. Prefect takes one or the other: with a commit the branch
 * goes. A step that pins a commit itself, or clones another repository than `overrides.repository`, is left as it
 * is, and a note says so.
 */
export function withRevision(steps: readonly Config[], overrides: Overrides, notes: string[]): Config[] {
  const { branch, commit } = overrides;
  if (branch === undefined && commit === undefined) return [...steps];
  const wanted = commit === undefined ? `branch ${branch}` : `commit ${commit}`;
  return steps.map((step) => {
    const changed: Config = new Map();
    for (const [name, args] of step) {
      if (!GIT_CLONE.test(name) || !(args instanceof Map)) {
        changed.set(name, args);
        continue;
      }
      const pinned = args.get("commit_sha");
      const repository = args.get("repository");
      if (typeof pinned === "string" && pinned !== "") {
        notes.push(`A git clone step pins commit ${pinned} and does not follow ${wanted}.`);
        changed.set(name, args);
      } else if (isAnother(repository, overrides.repository)) {
        notes.push(`A git clone step clones another repository and does not follow ${wanted}.`);
        changed.set(name, args);
      } else {
        changed.set(name, withRevisionOf(args, branch, commit));
      }
    }
    return changed;
  });
}

function withRevisionOf(args: Config, branch: string | undefined, commit: string | undefined): Config {
  const changed = new Map(args);
  if (commit === undefined) return changed.set("branch", branch ?? null);
  changed.delete("branch");
  return changed.set("commit_sha", commit);
}

/** Whether a clone's address names plainly another repository; an address with a placeholder doesn't. */
function isAnother(address: ConfigValue | undefined, own: string | undefined): boolean {
  if (own === undefined || typeof address !== "string" || address.includes("{{")) return false;
  const name = repositoryName(address);
  return name !== undefined && name !== repositoryName(own);
}

/** `owner/name` of an address or of a name: the last two parts, in lower case, without `.git`. */
function repositoryName(address: string): string | undefined {
  const parts = address
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .split(/[/:]+/)
    .filter((part) => part !== "");
  return parts.length < 2 ? undefined : parts.slice(-2).join("/");
}
