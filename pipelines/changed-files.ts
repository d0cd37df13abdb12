import { HAS_ACCESS } from "./environments.ts";
import { HEAD } from "./pull-requests.ts";
import { checkout, DEFAULT_BRANCH } from "./steps.ts";
import type { Job, Step } from "./workflow.ts";

/** A step that says whether a comparison of files under a path, by its exit code, finds them changed. */
const compare = (path: string, comparison: string, more: Partial<Step> = {}): Step => ({
  name: "Compare the files",
  id: "changed",
  ...more,
  env: { FILES: path, ...more.env },
  run: `${comparison} || echo "any=true" >> "$GITHUB_OUTPUT"`,
});

const BRANCH = { DEFAULT_BRANCH: `\${{ ${DEFAULT_BRANCH} }}` };
const BEFORE = { BEFORE: "${{ github.event.before }}" };

const CHANGED_BY_BRANCH = 'git diff --quiet "origin/$DEFAULT_BRANCH...HEAD" -- "$FILES"';
/** The push before this one may have had a change that this one takes back. */
const CHANGED_BEFORE =
  '{ [ -z "$BEFORE" ] || git diff --quiet "origin/$DEFAULT_BRANCH...$BEFORE" -- "$FILES"; }';

/** The job that tells whether files under a path have changed. */
const changed = (path: string, comparison: string, env: Step["env"]): Job => ({
  id: "changed",
  name: "look for changes",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "read" },
  outputs: { any: "${{ steps.changed.outputs.any }}" },
  steps: [checkout(HEAD), compare(path, comparison, { env })],
});

/** Also where the newest push took the change back; {@link stillChanged} tells that apart. */
export const changedInPullRequest = (path: string): Job =>
  changed(path, `${CHANGED_BY_BRANCH} && ${CHANGED_BEFORE}`, { ...BRANCH, ...BEFORE });
export const stillChanged = (path: string): Step =>
  compare(path, CHANGED_BY_BRANCH, { if: HAS_ACCESS, env: BRANCH });
export const changedByPush = (path: string): Job =>
  changed(path, 'git diff --quiet "$BEFORE" HEAD -- "$FILES"', BEFORE);

/** A step of the id `before` that says whether the push before this one had a change. */
export const changedByBranchBefore = (path: string, more: Pick<Step, "name" | "if">): Step =>
  compare(path, CHANGED_BEFORE, { id: "before", ...more, env: { ...BRANCH, ...BEFORE } });

/** Conditions for steps after {@link stillChanged}. */
export const HAS_CHANGED = `${HAS_ACCESS} && steps.changed.outputs.any == 'true'`;
export const HAS_NOT_CHANGED = `${HAS_ACCESS} && steps.changed.outputs.any != 'true'`;

/** Condition for jobs after the one that looks for changes. */
export const IS_CHANGED = "needs.changed.outputs.any == 'true'";
