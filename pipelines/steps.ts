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

/** What every job that talks to Prefect gets from its environment. */
export const PREFECT_ENV = {
  PREFECT_API_URL: "${{ vars.PREFECT_API_URL }}",
  PREFECT_API_KEY: "${{ secrets.PREFECT_API_KEY }}",
  PREFECT_API_AUTH_STRING: "${{ secrets.PREFECT_API_AUTH_STRING }}",
  PREFECT_CLIENT_CUSTOM_HEADERS: "${{ secrets.PREFECT_CLIENT_CUSTOM_HEADERS }}",
};

/** True where a pull request is one of the repository's own, which may have secrets. */
export const OWN_PULL_REQUEST = "github.event.pull_request.head.repo.full_name == github.repository";

/** The commit that the run is about: a pull request's head, not the merge that GitHub makes of it. */
export const HEAD = "${{ github.event.pull_request.head.sha || github.sha }}";

/** A checkout with the history, which keeps no credentials. */
export function checkout(ref: string, more: Pick<Step, "if" | "name"> & { path?: string } = {}): Step {
  const { path, ...step } = more;
  return {
    ...step,
    uses: CHECKOUT,
    with: { ref, ...(path ? { path } : {}), "fetch-depth": 0, "persist-credentials": false },
  };
}

/**
 * Whether the environment gives what Prefect asks for. Where `missing` is `skip`, as for pull requests of
 * Dependabot, the steps after it ask for {@link HAS_ACCESS}.
 */
export function access(environment: string, missing: "skip" | "fail"): Step {
  return {
    name: `Look whether ${environment} lets this run in`,
    id: "access",
    uses: "check-prefect-access",
    with: { environment, "when-missing": missing },
  };
}

/** A pull request's newest commit, whichever push the run belongs to: a re-run never brings an old one back. */
export const NEWEST = "refs/pull/${{ github.event.pull_request.number }}/head";

/** Tag of the pull request that the run is about. */
export const TAG = "${{ setting.tag-prefix }}${{ github.event.pull_request.number }}";

/** Finds out which pull requests are open, and whose things the Prefect server holds. */
export const findPullRequests = (more: Partial<Step> = {}): Step => ({
  name: "Find out whose pull requests are open",
  id: "pull-requests",
  uses: "find-stale-pull-requests",
  ...more,
  with: { "tag-prefix": "${{ setting.tag-prefix }}", ...more.with },
});

export const HAS_ACCESS = "steps.access.outputs.available == 'true'";

/** Puts back what `temporary-for` has changed of the work pool. */
export const restorePool = ({ with: given, ...more }: Partial<Step>): Step => ({
  name: "Put back what the pull request changed",
  uses: "update-work-pool",
  ...more,
  with: { mode: "api", "work-pool": "${{ vars.PREFECT_WORK_POOL }}", restore: true, ...given },
});

/** One group an environment for all pipelines: they never write to the same server at once. */
export const inEnvironment = (environment: "dev" | "prod") =>
  ({ environment, concurrency: { group: `prefect-${environment}`, queue: "max" } }) as const;

/** The one check that branch protection asks for. */
export function gate(name: string, needs: readonly string[]): Job {
  return {
    id: "gate",
    name,
    comment: "The one check to require: it fails unless every job succeeded or had nothing to do.",
    needs,
    if: "always()",
    runsOn: "${{ setting.runs-on }}",
    timeoutMinutes: 5,
    permissions: {},
    steps: [
      {
        name: "Fail where a job failed or was cancelled",
        if: "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')",
        run: "exit 1",
      },
    ],
  };
}

/** One waiting run a pull request; what runs is never cut off. */
export const ofPullRequest = (pipeline: string) => ({
  group: `${pipeline}-\${{ github.event.pull_request.number || github.ref }}`,
});

/** A pull request to main, and its place in the merge queue. No filter on paths: a required check has to report. */
export const ON_PULL_REQUEST = { pull_request: { branches: ["main"] }, merge_group: null };
