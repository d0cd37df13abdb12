import type { Repository } from "#git";
import { shortCommit } from "#git";

/** What the head is compared with: a commit and why it is that one, or none and why there is none. */
export type Base = { commit: string; why: string } | { commit: null; why: string };

/** What started the detection. Refs come from outside and are only data. */
export type DetectionEvent =
  /** A pull request into `target`, a branch or commit. */
  | { event: "pull-request"; target: string }
  /**
   * Anything that deploys a branch. `recorded` is the commit that the target server says was deployed last; `before` is
   * where the branch stood before the push, given only where no server can be asked.
   */
  | { event: "push"; recorded: { commit: string } | Unrecorded; before: string | null }
  /** Somebody named the base. */
  | { event: "comparison"; base: string };

/** No commit is recorded, or nobody was asked: why. */
export interface Unrecorded {
  commit: null;
  why: string;
}

/** The same with what git knows about the commits: all that {@link chooseBase} needs. */
export type KnownCommits =
  | { event: "pull-request"; target: string; targetCommit: string | null; mergeBase: string | null }
  | {
      event: "push";
      recorded: KnownCommit | Unrecorded;
      before: (KnownCommit & { isAncestor: boolean | null }) | null;
    }
  | { event: "comparison"; base: string; commit: string | null };

export interface KnownCommit {
  commit: string;
  /** False where neither the clone nor its remote has it. */
  isThere: boolean;
}

/**
 * Decides what to compare with. What can't be trusted is no base at all: then everything is selected.
 *
 * - Pull request: the merge base, so that what others merged meanwhile doesn't count.
 * - Push: what the target server holds, whatever was pushed since; it needs no common history, as two states are
 *   compared, not their paths. A server without a record is compared with nothing: the pushed range says nothing of
 *   what it holds, where the push before may have failed. Without any server it is the pushed range, if it is one.
 */
export function chooseBase(known: KnownCommits): Base {
  switch (known.event) {
    case "pull-request":
      return fromPullRequest(known);
    case "push":
      return fromPush(known);
    case "comparison":
      return known.commit
        ? { commit: known.commit, why: `${known.base} was named as the base` }
        : none(`the base ${known.base} is neither in this clone nor on its remote`);
  }
}

function fromPullRequest(known: KnownCommits & { event: "pull-request" }): Base {
  if (!known.targetCommit) return none(`${known.target} is neither in this clone nor on its remote`);
  if (!known.mergeBase) return none(`the branch has no commit in common with ${known.target}`);
  return { commit: known.mergeBase, why: `merge base with ${known.target}` };
}

function fromPush({ recorded, before }: KnownCommits & { event: "push" }): Base {
  if (recorded.commit !== null) {
    return recorded.isThere
      ? { commit: recorded.commit, why: "the commit that was last deployed to this server" }
      : none(
          `the last deployed commit ${shortCommit(recorded.commit)} is neither in this clone nor on its remote`,
        );
  }
  const { why } = recorded;
  if (!before) return none(why);
  if (isZero(before.commit)) return none(`${why}, and the branch is new`);
  const named = `the commit before the push, ${shortCommit(before.commit)},`;
  if (!before.isThere) return none(`${why}, and ${named} is neither in this clone nor on its remote`);
  if (before.isAncestor === null) return none(`${why}, and the history back to ${named} is missing`);
  if (!before.isAncestor) return none(`${why}, and ${named} is not in the branch's history: a force push`);
  return { commit: before.commit, why: `the commit before the push; ${why}` };
}

/** Asks git for the facts, fetching what the clone lacks, and decides. */
export async function findBase(repository: Repository, event: DetectionEvent, head: string): Promise<Base> {
  return chooseBase(await lookUpCommits(repository, event, head));
}

async function lookUpCommits(
  repository: Repository,
  event: DetectionEvent,
  head: string,
): Promise<KnownCommits> {
  switch (event.event) {
    case "pull-request": {
      const targetCommit = await repository.fetchCommit(event.target);
      const mergeBase = targetCommit && (await repository.mergeBase(targetCommit, head));
      return { ...event, targetCommit, mergeBase };
    }
    case "comparison": {
      const commit = isZero(event.base) ? null : await repository.fetchCommit(event.base);
      return { ...event, commit };
    }
    case "push": {
      const { recorded } = event;
      if (recorded.commit !== null) {
        return { event: "push", recorded: await lookUp(repository, recorded.commit), before: null };
      }
      if (!event.before) return { event: "push", recorded, before: null };
      const before = await lookUp(repository, event.before);
      const isAncestor = before.isThere ? await repository.isAncestor(before.commit, head) : null;
      return { event: "push", recorded, before: { ...before, isAncestor } };
    }
  }
}

async function lookUp(repository: Repository, commit: string): Promise<KnownCommit> {
  return { commit, isThere: !isZero(commit) && (await repository.fetchCommit(commit)) !== null };
}

/** GitHub writes the commit before a new branch as zeros. */
function isZero(commit: string): boolean {
  return /^0+$/.test(commit);
}

function none(why: string): Base {
  return { commit: null, why };
}
