import { downloaded, downloadFile, uploadFile } from "../artifacts.ts";
import { OWN_PULL_REQUEST } from "../pull-requests.ts";
import type { Job, Step } from "../workflow.ts";
import { IMPORTS_CHECK } from "./imports.ts";
import { AS_IN_PROD } from "./merge.ts";
import { FOUND_CHANGES, READ } from "./reading.ts";
import { SMOKE_RESULTS, takeUpRuns } from "./smoke.ts";

const ARTIFACT = "plan-of-pull-request";
const IS_PULL_REQUEST = "github.event_name == 'pull_request'";
const IS_CLOSED = "github.event.action == 'closed'";

/** Steps that plan what a pull request would do to PROD, out of the two commits alone, and hand that on. */
export const planOfPullRequest: readonly Step[] = [
  {
    name: "Plan what it would do to PROD, without a server",
    id: "plan",
    uses: "plan-deployments",
    with: { ...READ, "changes-file": FOUND_CHANGES, against: "base", ...AS_IN_PROD },
  },
  uploadFile(ARTIFACT, "${{ steps.plan.outputs.plan-file }}"),
];

/** What a comment may show of values: an image's name is what a reviewer looks for, and no secret. */
const SHOWN = { "show-values": "job_variables.image" };

/** How jobs ended, by the names that a reader sees: ids to names. */
const checksOf = (jobs: Readonly<Record<string, string>>) =>
  [...Object.entries(jobs).map(([id, name]) => `${name}=\${{ needs.${id}.result }}`), IMPORTS_CHECK].join(
    "\n",
  );

const tellIt = (more: NonNullable<Step["with"]>): Step => ({
  name: "Say in the pull request what it does",
  if: IS_PULL_REQUEST,
  "continue-on-error": true,
  uses: "comment-plan",
  with: { plans: `PROD=${downloaded(ARTIFACT)}/plan.json`, ...SHOWN, ...more },
});

const takeUp = (condition: string) => downloadFile(ARTIFACT, { if: condition, "continue-on-error": true });

/**
 * A gate that first says in the pull request what it does. It reads a file and runs no code of the pull request, which is
 * why it may write there; and whatever becomes of the comment, it judges by the jobs alone.
 *
 * @param jobs whose results it tells: ids to names
 */
export const commenting = (gate: Job, jobs: Readonly<Record<string, string>>): Job => ({
  ...gate,
  permissions: { "pull-requests": "write" },
  steps: [
    takeUp(IS_PULL_REQUEST),
    ...("dev" in jobs ? [takeUpRuns] : []),
    tellIt({ ...("dev" in jobs ? SMOKE_RESULTS : {}), checks: checksOf(jobs) }),
    ...gate.steps,
  ],
});

/** The same as a job of its own, also for a pull request's end: a called workflow has no gate. */
export const comment: Job = {
  id: "comment",
  name: "say what it does",
  comment: "Runs no code of the pull request, so it may write there.",
  needs: ["check", "look", "dev", "clean"],
  // Where DEV still has to be brought back, the push that took the changes back has said so.
  if: `always() && ${IS_PULL_REQUEST} && needs.look.outputs.held != 'true' && (!(${IS_CLOSED}) || ${OWN_PULL_REQUEST})`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 5,
  permissions: { "pull-requests": "write" },
  steps: [
    takeUp(`!(${IS_CLOSED})`),
    takeUpRuns,
    tellIt({
      ...SMOKE_RESULTS,
      checks: [
        `\${{ ${IS_CLOSED} && format('bring DEV back={0}', needs.clean.result) || format('check deployments={0}', needs.check.result) }}`,
        `\${{ !(${IS_CLOSED}) && format('deploy to DEV={0}', needs.dev.result) || '' }}`,
        IMPORTS_CHECK,
      ].join("\n"),
      "last-edit": `\${{ ${IS_CLOSED} && 'closed' || 'none' }}`,
    }),
  ],
};
