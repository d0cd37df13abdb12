import {
  ALLOW_OLDER,
  bringDevAlong,
  CHANGED_OR_ALL,
  deploymentsOnMerge,
  deployToProd,
  MERGE_INPUTS,
  planForProd,
} from "./deployments/index.ts";
import { withoutDeployment } from "./environments.ts";
import { telling } from "./notify.ts";
import { withoutNotice } from "./platform.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

/**
 * The job that waits for somebody's approval, and does nothing else. GitHub gives a job its place in a concurrency group
 * before it asks the reviewers, so that one unanswered question would hold up every later run for 30 days: what is asked
 * here has no group, what comes after it has no reviewers.
 */
const approve = (job: Pick<Job, "needs" | "if">): Job => ({
  id: "approve",
  name: "approve the change of PROD",
  comment: "Waits for the environment's reviewers; holds nothing up, and sees no secret.",
  ...job,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 5,
  environment: withoutDeployment("prod-approval"),
  permissions: {},
  steps: [{ name: "Go on", run: 'echo "The change of PROD was approved."' }],
});

const { commit, "allow-older": allowOlder } = MERGE_INPUTS;
/** A plan is shown in any case, and what is approved is the whole of it. */
const APPROVED_INPUTS = { commit, "allow-older": allowOlder };

/** Code must not reach PROD by a branch that is cloned there before it was approved. */
const AS_APPROVED: Step["with"] = { ...ALLOW_OLDER, pin: "commit" };

const ENVIRONMENTS =
  "Environment `prod-approval` has required reviewers and nothing else; `prod` has PROD's variable PREFECT_API_URL and a secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING, `prod-plan` the same, best with a key that may only read; neither has reviewers, and all three admit the default branch only. `dev` as for pull requests.";

const NEWEST_FIRST =
  "Approve the newest run: it holds the changes of those before it, and an older commit is refused afterwards.";

/** A run that waits for its approval must not hold up the next one. */
const ofCommit = (pipeline: string) => ({ group: `${pipeline}-\${{ github.sha }}`, queue: "max" as const });

const HAS_PLAN = "needs.plan.outputs.any-changed == 'true'";

export const withApproval: Workflow = {
  ...deploymentsOnMerge,
  description: [
    "What a merge changed, planned for PROD, and deployed there after somebody approved it. Flows run exactly the approved commit: pull steps are pinned to it. Where nothing changes, nobody is asked.",
    NEWEST_FIRST,
    ENVIRONMENTS,
  ].join("\n"),
  on: { ...deploymentsOnMerge.on, workflow_dispatch: { inputs: APPROVED_INPUTS } },
  concurrency: ofCommit("deployments-merge"),
  jobs: telling([
    planForProd(CHANGED_OR_ALL, AS_APPROVED),
    approve({ needs: ["plan"], if: HAS_PLAN }),
    { ...deployToProd(CHANGED_OR_ALL, AS_APPROVED), needs: ["approve"] },
    bringDevAlong,
  ]),
};

/**
 * The platform's merge, with one question before whatever changes PROD: its worker and its deployments. DEV has them by
 * then.
 */
export function approvedPlatform(complete: Workflow): Workflow {
  const platform = withoutNotice(complete);
  const isProds = ({ id }: Job) => id.endsWith("-prod");
  const first = platform.jobs.findIndex(isProds);
  const pool = platform.jobs[first];
  if (pool === undefined) throw new Error("The platform has no job for PROD.");
  const plan = planForProd(CHANGED_OR_ALL, AS_APPROVED);
  const asked = `(${HAS_PLAN} || (${pool.if}))`;
  const question = approve({
    needs: ["plan", ...(pool.needs ?? [])],
    if: `!failure() && !cancelled() && ${asked}`,
  });
  return {
    ...platform,
    description: [
      platform.description.replace(
        /^Started by hand.*$/m,
        "Started by hand it deploys the deployments alone.",
      ),
      "Before PROD's worker and deployments somebody is asked, once, with the plan at hand; flows run exactly the approved commit.",
      NEWEST_FIRST,
      ENVIRONMENTS,
    ].join("\n"),
    on: { ...platform.on, workflow_dispatch: { inputs: APPROVED_INPUTS } },
    concurrency: ofCommit("platform-merge"),
    jobs: telling([
      plan,
      ...platform.jobs.slice(0, first),
      question,
      ...platform.jobs.slice(first).map((job) => (isProds(job) ? afterApproval(job) : job)),
    ]),
  };
}

const APPROVED = "needs.approve.result == 'success'";

function afterApproval(job: Job): Job {
  return {
    ...job,
    needs: [...(job.needs ?? []), "approve"],
    if: [APPROVED, job.if].filter(Boolean).join(" && "),
    steps: job.steps.map((step) =>
      step.id === "apply"
        ? { ...step, with: { ...withoutChoices(step.with), ...CHANGED_OR_ALL, ...AS_APPROVED } }
        : step,
    ),
  };
}

/** What a run by hand could choose, and an approved one can't. */
function withoutChoices(given: NonNullable<Step["with"]> = {}): Step["with"] {
  const { "plan-only": _plan, deployments: _named, ...rest } = given;
  return rest;
}
