import type { Overrides } from "./build-context.ts";
import { type Config, type ConfigValue, canonicalText } from "./config-value.ts";

/** `git_clone` under each of its names, those of projects (Prefect 2) included. */
const GIT_CLONE = /^prefect\.(?:deployments|projects)\.steps\.(?:pull\.)?(?:a?git_clone|git_clone_project)$/;

/**
 * Sets the branch or the commit of every git clone step (see {@link Overrides}). Prefect takes one or the other: with a commit the branch
 * goes. A step that pins a commit itself, or clones another repository than `overrides.repository`, is left as it
 * is, and a note says so.
 */
export function withRevision(steps: readonly Config[], overrides: Overrides, notes: string[]): Config[] {
  const { branch, commit } = overrides;
  if (branch === undefined && commit === undefined) return [...steps];
  const wanted = commit === undefined ? `branch ${branch}` : `commit ${commit}`;
  const changedSteps = steps.map((step) => {
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
  for (const { before, after } of movedFolders(steps, changedSteps)) {
    notes.push(
      `Another pull step names the folder ${before}, and with ${wanted} the clone lies in ${after}: ` +
        "set clone_directory_name, or give the clone step an id and write {{ id.directory }}.",
    );
  }
  return changedSteps;
}

/** Folders of clones that bear another name now, and are written out in another step. */
function movedFolders(
  before: readonly Config[],
  after: readonly Config[],
): { before: string; after: string }[] {
  const texts = after.map(canonicalText);
  return before.flatMap((step, index) =>
    [...step].flatMap(([name, args]) => {
      const now = after[index]?.get(name);
      if (!GIT_CLONE.test(name) || !(args instanceof Map) || !(now instanceof Map)) return [];
      const [old, moved] = [cloneFolder(args), cloneFolder(now)];
      if (old === undefined || moved === undefined || old === moved) return [];
      const folder = new RegExp(`(^|[/" ])${old.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}($|[/" \\\\])`);
      const isNamed = texts.some((text, other) => other !== index && folder.test(text));
      return isNamed ? [{ before: old, after: moved }] : [];
    }),
  );
}

/** Folder that Prefect clones into (`GitRepository` of `prefect/runner/storage.py`). */
function cloneFolder(args: Config): string | undefined {
  const [address, branch, own] = ["repository", "branch", "clone_directory_name"].map((key) => args.get(key));
  if (typeof own === "string" && own !== "") return own;
  if (typeof address !== "string") return undefined;
  const repository = (address.split(/[?#]/)[0] ?? "").split("/").at(-1)?.replaceAll(".git", "");
  if (!repository) return undefined;
  return typeof branch === "string" && branch !== ""
    ? `${repository}-${branch.replaceAll("/", "-")}`
    : repository;
}

function withRevisionOf(args: Config, branch: string | undefined, commit: string | undefined): Config {
  const changed = new Map(args);
  if (commit === undefined) return changed.set("branch", branch ?? null);
  changed.delete("branch");
  return changed.set("commit_sha", commit);
}

/** Whether a clone's address names plainly another repository; one with a placeholder and a local path don't. */
function isAnother(address: ConfigValue | undefined, own: string | undefined): boolean {
  if (own === undefined || typeof address !== "string") return false;
  if (address.includes("{{") || /^(file:|[./])/.test(address)) return false;
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
