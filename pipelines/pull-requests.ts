/** True where a pull request is one of the repository's own, which may have secrets. */
export const OWN_PULL_REQUEST = "github.event.pull_request.head.repo.full_name == github.repository";

/** The commit that the run is about: a pull request's head, not the merge that GitHub makes of it. */
export const HEAD = "${{ github.event.pull_request.head.sha || github.sha }}";

/** A pull request's newest commit, whichever push the run belongs to: a re-run never brings an old one back. */
export const NEWEST = "refs/pull/${{ github.event.pull_request.number }}/head";

/** Tag of the pull request that the run is about. */
export const TAG = "${{ setting.tag-prefix }}${{ github.event.pull_request.number }}";

/** Label with which a pull request stays off DEV. */
export const NO_DEPLOY = "no-deploy";

/**
 * Everything that can change what a pull request's checks have to say. `edited` is a new base, and a new title as well;
 * each event brings a run of its own with the whole judgement, since it is the newest run that GitHub goes by.
 */
const TYPES = ["opened", "synchronize", "reopened", "edited", "ready_for_review", "labeled", "unlabeled"];

/**
 * A pull request, and its place in the merge queue. No filter on paths: a required check has to report. None on
 * branches: what is written to DEV is for the default branch alone, checks are for all.
 */
export const ON_PULL_REQUEST = { pull_request: { types: TYPES }, merge_group: null };

/** A pull request's end. */
export const ON_CLOSE = { pull_request: { types: ["closed"] } };

const IS_PULL_REQUEST = "github.event_name == 'pull_request'";

/** A new title or a label that means nothing here is no reason to write anything. */
const IS_REASON =
  "(github.event.action != 'edited' || github.event.changes.base.ref.from) && " +
  `(!endsWith(github.event.action, 'labeled') || github.event.label.name == '${NO_DEPLOY}')`;

/** Condition for jobs that write to DEV: a pull request of our own for the default branch that wants it. */
export const MAY_WRITE = [
  IS_PULL_REQUEST,
  OWN_PULL_REQUEST,
  "github.event.pull_request.base.ref == github.event.repository.default_branch",
  "!github.event.pull_request.draft",
  `!contains(github.event.pull_request.labels.*.name, '${NO_DEPLOY}')`,
  IS_REASON,
].join(" && ");

/** Condition for jobs that tidy up after pull requests: each one's end but a fork's, every night, by hand. */
export const TIDIES = `(github.event_name != 'pull_request' || ${OWN_PULL_REQUEST})`;

/** True in a pull request that its opening started: nothing of it can be on DEV yet. */
export const IS_NEW = "github.event.action == 'opened'";

/** Each run of a pull request has its turn: one that only a label started must not take the place of a push's. */
export const ofPullRequest = (pipeline: string) => ({
  group: `${pipeline}-\${{ github.event.pull_request.number || github.ref }}`,
  queue: "max" as const,
});
