import { readFileSync } from "node:fs";

/** What the runner tells about the run; every text in it may be chosen by whoever opened the pull request. */
export interface RunContext {
  /** Such as `pull_request`, `push`, `workflow_dispatch`. */
  eventName: string;
  /** `owner/name`, or undefined outside a runner. */
  repository: string | undefined;
  /** Such as `https://github.com/owner/name`. */
  repositoryUrl: string | undefined;
  defaultBranch: string | undefined;
  /** The full ref that started the run, such as `refs/heads/main`. */
  ref: string | undefined;
  /** The commit that started the run; for a pull request the merge commit that GitHub made. */
  sha: string | undefined;
  pullRequest: PullRequest | undefined;
  mergeGroup: MergeGroup | undefined;
  push: Push | undefined;
  /** Address of the run's page. */
  runUrl: string | undefined;
  runId: string | undefined;
  /** Counts the runs of the workflow, from 1; the same for each attempt of a run. */
  runNumber: string | undefined;
  /** Counts the attempts of a run, from 1. */
  runAttempt: string | undefined;
  /** Folder of the checked-out repository. */
  workspace: string;
}

export interface PullRequest {
  number: number;
  headSha: string;
  baseSha: string;
  headBranch: string;
  baseBranch: string;
  merged: boolean;
  /** The commit on the base branch that a merged one became. */
  mergeCommitSha: string | undefined;
  /** True where the head is in another repository, which gets no secrets. */
  fromFork: boolean;
  /** Who opened it, such as `dependabot[bot]`; nobody but GitHub chooses that name. */
  author: string | undefined;
}

/** A group of pull requests in a merge queue. */
export interface MergeGroup {
  /** What the group will be merged onto, with the groups before it. */
  baseSha: string;
  headSha: string;
  /** The pull request that the group ends with, as the name of the group's branch has it. */
  pullRequest: number | undefined;
}

export interface Push {
  /** The ref's commit before; all zeros for a new ref. */
  before: string;
  after: string;
  forced: boolean;
}

/** Reads the runner's variables and event file. What is absent or of a wrong type is undefined. */
export function readContext(env: NodeJS.ProcessEnv = process.env): RunContext {
  const event = readEvent(env.GITHUB_EVENT_PATH);
  const repository = env.GITHUB_REPOSITORY || undefined;
  const runId = env.GITHUB_RUN_ID || undefined;
  const server = env.GITHUB_SERVER_URL || "https://github.com";
  return {
    eventName: env.GITHUB_EVENT_NAME ?? "",
    repository,
    repositoryUrl: repository && `${server}/${repository}`,
    defaultBranch: text(at(event, "repository", "default_branch")),
    ref: env.GITHUB_REF || undefined,
    sha: env.GITHUB_SHA || undefined,
    pullRequest: readPullRequest(at(event, "pull_request")),
    mergeGroup: readMergeGroup(at(event, "merge_group")),
    push: readPush(event),
    runUrl: repository && runId ? `${server}/${repository}/actions/runs/${runId}` : undefined,
    runId,
    runNumber: env.GITHUB_RUN_NUMBER || undefined,
    runAttempt: env.GITHUB_RUN_ATTEMPT || undefined,
    workspace: env.GITHUB_WORKSPACE || process.cwd(),
  };
}

function readEvent(file: string | undefined): unknown {
  if (!file) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Some starters of workflows give none; every reader of the context copes with absent parts.
    return undefined;
  }
}

function readPullRequest(value: unknown): PullRequest | undefined {
  const number = at(value, "number");
  const headSha = text(at(value, "head", "sha"));
  const baseSha = text(at(value, "base", "sha"));
  const headBranch = text(at(value, "head", "ref"));
  const baseBranch = text(at(value, "base", "ref"));
  if (typeof number !== "number" || !Number.isSafeInteger(number)) return undefined;
  if (!headSha || !baseSha || !headBranch || !baseBranch) return undefined;
  const merged = at(value, "merged") === true;
  const fromFork = at(value, "head", "repo", "full_name") !== at(value, "base", "repo", "full_name");
  return {
    number,
    headSha,
    baseSha,
    headBranch,
    baseBranch,
    merged,
    mergeCommitSha: merged ? text(at(value, "merge_commit_sha")) : undefined,
    fromFork,
    author: text(at(value, "user", "login")),
  };
}

function readMergeGroup(value: unknown): MergeGroup | undefined {
  const baseSha = text(at(value, "base_sha"));
  const headSha = text(at(value, "head_sha"));
  // refs/heads/gh-readonly-queue/main/pr-12-<commit>
  const [, number] = /\/pr-(\d{1,15})-[0-9a-f]{40}$/.exec(text(at(value, "head_ref")) ?? "") ?? [];
  return baseSha && headSha
    ? { baseSha, headSha, pullRequest: number === undefined ? undefined : Number(number) }
    : undefined;
}

function readPush(event: unknown): Push | undefined {
  const before = text(at(event, "before"));
  const after = text(at(event, "after"));
  // A pull request that got new commits also has `before` and `after`, of its branch.
  if (!before || !after || at(event, "pull_request") !== undefined) return undefined;
  return { before, after, forced: at(event, "forced") === true };
}

function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
