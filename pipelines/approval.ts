import { downloaded, downloadFile, uploadFile } from "./artifacts.ts";
import {
  AS_IN_PROD,
  bringDevAlong,
  CHANGED_OR_ALL,
  deploymentsOnMerge,
  deployToProd,
  detect,
  MERGE_INPUTS,
  READ,
  withEnd,
  withoutEnd,
} from "./deployments/index.ts";
import { access, PREFECT_ENV, withoutDeployment } from "./environments.ts";
import { DEPLOYING } from "./platform.ts";
import { ALLOW_OLDER, CHOSEN_COMMIT, reviewedCommit } from "./steps.ts";
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
const PINNED: Step["with"] = { pin: "commit" };

const ARTIFACT = "prefect-plan";
/** Lets the approval cover values that are masked in the plan; the plan says which it doesn't cover without one. */
const PLAN_KEY = { "plan-key": "${{ secrets.PREFECT_PLAN_KEY }}" };

/**
 * Shows what the deploying job would do, and hands it on. Its environment has no reviewers, and waits for no other job.
 */
const planForProd: Job = {
  id: "plan",
  name: "plan for PROD",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  environment: withoutDeployment("prod-plan"),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  outputs: {
    "any-changed": "${{ steps.plan.outputs.any-changed }}",
    digest: "${{ steps.plan.outputs.digest }}",
  },
  steps: [
    access("prod-plan", "fail"),
    ...reviewedCommit(CHOSEN_COMMIT),
    detect(),
    {
      name: "Plan what it would change",
      id: "plan",
      uses: "plan-deployments",
      with: { ...READ, ...CHANGED_OR_ALL, ...AS_IN_PROD, ...PINNED, ...PLAN_KEY },
    },
    uploadFile(ARTIFACT, "${{ steps.plan.outputs.plan-file }}"),
  ],
};

/** A step of apply-deployments that carries out the plan that was approved, and refuses anything else. */
const AS_APPROVED: Step["with"] = {
  ...ALLOW_OLDER,
  ...PINNED,
  ...PLAN_KEY,
  "approved-plan": `${downloaded(ARTIFACT)}/plan.json`,
  "approved-digest": "${{ needs.plan.outputs.digest }}",
};

/** A job whose deployments are carried out as they were approved. */
const approvedSteps = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) =>
    step.id === "apply"
      ? [
          downloadFile(ARTIFACT),
          { ...step, with: { ...withoutChoices(step.with), ...CHANGED_OR_ALL, ...AS_APPROVED } },
        ]
      : [step],
  );

const ENVIRONMENTS =
  "The plan that somebody approves is carried out, and nothing else: where PROD, the commit or a setting is another one by then, the job refuses. A secret PREFECT_PLAN_KEY in `prod-plan` and `prod`, the same text in both, lets that cover values which the plan masks.\nEnvironment `prod-approval` has required reviewers and nothing else; `prod` has PROD's variable PREFECT_API_URL and a secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING, `prod-plan` the same, best with a key that may only read; neither has reviewers, and all three admit the default branch only. `dev` as for pull requests.";

const NEWEST_FIRST =
  "Approve the newest run: it holds the changes of those before it, and an older commit is refused afterwards.";

/** A run that waits for its approval must not hold up the next one. */
const ofCommit = (pipeline: string) => ({ group: `${pipeline}-\${{ github.sha }}`, queue: "max" as const });

const HAS_PLAN = "needs.plan.outputs.any-changed == 'true'";

const prod = deployToProd(CHANGED_OR_ALL, AS_APPROVED);

export const withApproval: Workflow = withEnd({
  ...deploymentsOnMerge,
  description: [
    "What a merge changed, planned for PROD, and deployed there after somebody approved it. Flows run exactly the approved commit: pull steps are pinned to it. Where nothing changes, nobody is asked.",
    NEWEST_FIRST,
    ENVIRONMENTS,
  ].join("\n"),
  on: { ...deploymentsOnMerge.on, workflow_dispatch: { inputs: APPROVED_INPUTS } },
  concurrency: ofCommit("deployments-merge"),
  jobs: [
    planForProd,
    approve({ needs: ["plan"], if: HAS_PLAN }),
    { ...prod, needs: ["plan", "approve"], steps: approvedSteps(prod.steps) },
    bringDevAlong,
  ],
});

/**
 * The platform's merge, with one question before whatever changes PROD: its worker and its deployments. DEV has them by
 * then.
 */
export function approvedPlatform(complete: Workflow): Workflow {
  const platform = withoutEnd(complete);
  const isProds = ({ id }: Job) => id.endsWith("-prod");
  const first = platform.jobs.findIndex(isProds);
  const pool = platform.jobs[first];
  if (pool === undefined) throw new Error("The platform has no job for PROD.");
  const asked = `(${HAS_PLAN} || (${pool.if}))`;
  const question = approve({
    needs: ["plan", ...(pool.needs ?? [])],
    if: `!failure() && !cancelled() && ${asked}`,
  });
  return withEnd(
    {
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
      jobs: [
        planForProd,
        ...platform.jobs.slice(0, first),
        question,
        ...platform.jobs.slice(first).map((job) => (isProds(job) ? afterApproval(job) : job)),
      ],
    },
    DEPLOYING,
  );
}

const APPROVED = "needs.approve.result == 'success'";

function afterApproval(job: Job): Job {
  return {
    ...job,
    needs: [...new Set([...(job.needs ?? []), "plan", "approve"])],
    if: [APPROVED, job.if].filter(Boolean).join(" && "),
    steps: approvedSteps(job.steps),
  };
}

/** What a run by hand could choose, and an approved one can't. */
function withoutChoices(given: NonNullable<Step["with"]> = {}): Step["with"] {
  const { "plan-only": _plan, deployments: _named, ...rest } = given;
  return rest;
}
