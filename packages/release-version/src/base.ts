import type { CiRun } from "#ci-run";
import { FaultError } from "#diagnostics";

/**
 * Whether a version has to be the next one. A pull request takes one step, and so does its place in the merge queue; a push
 * to the default branch may bring several of them at once, each judged before, so that it may be raised by any number.
 */
export function takesOneStep({ request, mergeGroupBase, branch, defaultBranch }: CiRun): boolean {
  if (request || mergeGroupBase !== undefined) return true;
  return defaultBranch === undefined || branch !== defaultBranch;
}

/**
 * What a run's version is compared with, by what started it; undefined where nothing was before. A merge queue's base
 * holds the groups before this one, so two pull requests that take the same step are told apart. A push to the default
 * branch is compared with what the branch was before; one to a branch of its own with the default branch: its version is
 * raised only once.
 *
 * @throws FaultError where nothing tells
 */
export function baseOf({
  request,
  mergeGroupBase,
  before,
  branch,
  defaultBranch,
}: CiRun): string | undefined {
  if (request) return request.targetBranch;
  if (mergeGroupBase !== undefined) return mergeGroupBase;
  if (defaultBranch !== undefined && branch === defaultBranch && before !== null) {
    return /^0+$/.test(before) ? undefined : before;
  }
  if (defaultBranch !== undefined) return defaultBranch;
  throw new FaultError({
    code: "input-missing",
    message: "Nothing tells what to compare the version with.",
    fix: "Set base-ref to a branch or commit, such as main.",
  });
}
