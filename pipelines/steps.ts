import type { Job, PinnedAction, Setting, Step } from "./workflow.ts";

export const CHECKOUT: PinnedAction = {
  repository: "actions/checkout",
  commit: "3d3c42e5aac5ba805825da76410c181273ba90b1",
  version: "v7.0.1",
};

export const RUNS_ON: Setting = {
  name: "runs-on",
  description: "Label of the runner for jobs that need no machine of yours.",
  default: "ubuntu-latest",
  inPlace: true,
};

export const PREFECT_FILE: Setting = {
  name: "prefect-file",
  description: "Where deployments are defined: files, globs and folders, separated by commas.",
  default: "prefect.yaml",
};

export const SELECT_ALL_ON: Setting = {
  name: "select-all-on",
  description:
    "Globs of files that flows read without importing them; a change of one deploys everything. May stay empty.",
  default: "",
};

export const TAG_PREFIX: Setting = {
  name: "tag-prefix",
  description:
    "A pull request's deployments carry this with its number as a tag. Repositories that share a Prefect server need one each.",
  default: "pr-",
};

/** Stands as a literal where GitHub takes no expression, once a file; {@link DEFAULT_BRANCH} everywhere else. */
const WRITTEN_DEFAULT_BRANCH = "main";

/** A push to the default branch: the one line to change where it is called otherwise. */
export const ON_PUSH = { push: { branches: [WRITTEN_DEFAULT_BRANCH] } };

/** The repository's default branch, in an expression. What a schedule starts is told no repository, and runs there. */
export const DEFAULT_BRANCH = "github.event.repository.default_branch || github.ref_name";

/** A checkout of one commit with the history, which keeps no credentials. */
export function checkout(ref: string, more: Pick<Step, "if" | "name"> = {}): Step {
  return { ...more, uses: CHECKOUT, with: { ref, "fetch-depth": 0, "persist-credentials": false } };
}

/** The ref of the default branch, such as `refs/heads/main`. */
export const DEFAULT_BRANCH_REF = `\${{ format('refs/heads/{0}', ${DEFAULT_BRANCH}) }}`;

/** Steps after which a commit is checked out that the default branch has. */
export const reviewedCommit = (ref: string): Step[] => [
  checkout(ref),
  {
    name: "Refuse a commit that is not on the default branch",
    env: { DEFAULT_BRANCH: `\${{ ${DEFAULT_BRANCH} }}` },
    run: 'git merge-base --is-ancestor HEAD "origin/$DEFAULT_BRANCH" || { echo "::error::The commit is not on $DEFAULT_BRANCH."; exit 1; }',
  },
];

/** A step of the id `commit`, for jobs after it: a tag may stand elsewhere by then. */
export const NAME_COMMIT: Step = {
  name: "Name the commit",
  id: "commit",
  run: 'echo "commit=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"',
};
export const NAMED_COMMIT = "${{ steps.commit.outputs.commit }}";

/** What somebody who starts a workflow may choose. */
export const COMMIT_INPUTS = {
  commit: {
    description: "Commit or tag of the default branch, such as v1.2.3; the newest unless given.",
    type: "string",
  },
  "allow-older": {
    description: "Let it replace a newer commit: a roll-back.",
    type: "boolean",
    default: false,
  },
};
export const CHOSEN_COMMIT = "${{ inputs.commit || github.sha }}";
export const ALLOW_OLDER = { "allow-older": "${{ inputs.allow-older || false }}" };

/** Where {@link defaultBranchBeside} puts the default branch: outside of the clone, whose links lead nowhere near it. */
export const BESIDE = "${{ runner.temp }}/default-branch";

/** The default branch in a folder of its own, out of the clone that the job has. */
export const defaultBranchBeside = (more: Pick<Step, "if"> = {}): Step => ({
  name: "Put the default branch beside it",
  ...more,
  env: { BESIDE, DEFAULT_BRANCH: `\${{ ${DEFAULT_BRANCH} }}` },
  // A machine that is kept may have the folder's entry of an earlier job still.
  run: 'git worktree add --quiet --force --detach "$BESIDE" "origin/$DEFAULT_BRANCH"',
});

/** Finds out which pull requests are open, and whose things the Prefect server holds. */
export const findPullRequests = (more: Partial<Step> = {}): Step => ({
  name: "Find out whose pull requests are open",
  id: "pull-requests",
  uses: "find-stale-pull-requests",
  ...more,
  with: { "tag-prefix": "${{ setting.tag-prefix }}", ...more.with },
});

/** Puts back what `temporary-for` has changed of the work pool. */
export const restorePool = ({ with: given, ...more }: Partial<Step>): Step => ({
  name: "Put back what the pull request changed",
  uses: "update-work-pool",
  ...more,
  with: { mode: "api", "work-pool": "${{ vars.PREFECT_WORK_POOL }}", restore: true, ...given },
});

/**
 * The one check that branch protection asks for. A job that was skipped counts as a success for GitHub, so those that
 * have to run are named.
 *
 * @param always ids of jobs that have no reason ever to be skipped
 * @param perhaps ids of jobs that may have nothing to do
 */
export function gate(name: string, always: readonly string[], perhaps: readonly string[] = []): Job {
  const failed = [
    ...always.map((id) => `needs.${id}.result != 'success'`),
    ...(perhaps.length > 0
      ? ["contains(needs.*.result, 'failure')", "contains(needs.*.result, 'cancelled')"]
      : []),
  ];
  return {
    id: "gate",
    name,
    comment: "The one check to require: it fails unless every job succeeded or had nothing to do.",
    needs: [...always, ...perhaps],
    if: "always()",
    runsOn: "${{ setting.runs-on }}",
    timeoutMinutes: 5,
    permissions: {},
    steps: [{ name: "Fail unless all went well", if: failed.join(" || "), run: "exit 1" }],
  };
}
