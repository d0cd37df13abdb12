import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment, writingTo } from "../environments.ts";
import { ON_CLOSE, ofPullRequest, TIDIES } from "../pull-requests.ts";
import { checkout, DEFAULT_BRANCH, findPullRequests, RUNS_ON, restorePool, TAG_PREFIX } from "../steps.ts";
import type { Step, Workflow } from "../workflow.ts";
import { CHART, HELM_VERSION, K3S_VERSION, machine, release, setUpTools, VALUES, worker } from "./upgrade.ts";

const SWEPT = { ...ON_CLOSE, schedule: [{ cron: "38 3 * * *" }], workflow_dispatch: null };
const UNLESS =
  "unless another pull request or somebody else has set them since. Every night the same for pull requests whose closing started no run.";

const findOwner = (): Step =>
  findPullRequests({
    name: "Find out whether the work pool is changed for a pull request that is closed",
    if: HAS_ACCESS,
    with: { "work-pool": "${{ vars.PREFECT_WORK_POOL }}" },
  });

export const poolOnClose: Workflow = {
  file: "prefect-work-pool-close",
  name: "Prefect work pool: close",
  description: `When a pull request closes, merged or not, DEV's work pool gets back the image and template that it had before, ${UNLESS}\nWhere pull requests upgrade DEV's worker, take prefect-worker-close instead.`,
  on: SWEPT,
  concurrency: ofPullRequest("work-pool"),
  settings: [TAG_PREFIX, RUNS_ON],
  jobs: [
    {
      id: "dev",
      name: "restore DEV's work pool",
      if: TIDIES,
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 15,
      ...writingTo("dev", withoutDeployment("dev")),
      permissions: { "pull-requests": "read" },
      env: PREFECT_ENV,
      steps: [
        access("dev", "skip"),
        findOwner(),
        restorePool({
          if: "steps.pull-requests.outputs.stale-work-pool != ''",
          with: { "temporary-for": "${{ steps.pull-requests.outputs.stale-work-pool }}" },
        }),
      ],
    },
  ],
};

export const workerOnClose: Workflow = {
  file: "prefect-worker-close",
  name: "Prefect worker: close",
  description: `When a pull request closes, merged or not, DEV's worker gets the default branch's Helm values, and its work pool the image and template that it had before, ${UNLESS}\nIn place of prefect-work-pool-close.`,
  on: SWEPT,
  concurrency: ofPullRequest("worker"),
  settings: [VALUES, ...CHART, K3S_VERSION, HELM_VERSION, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    {
      id: "find",
      name: "look what DEV's work pool was changed for",
      if: TIDIES,
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 10,
      environment: withoutDeployment("dev"),
      permissions: { "pull-requests": "read" },
      env: PREFECT_ENV,
      outputs: { stale: "${{ steps.pull-requests.outputs.stale-work-pool }}" },
      steps: [access("dev", "skip"), findOwner()],
    },
    worker("dev", {
      name: "restore DEV's worker",
      needs: ["find"],
      if: `${TIDIES} && needs.find.outputs.stale != ''`,
      ...writingTo("dev", withoutDeployment("dev")),
      steps: [
        checkout(`\${{ ${DEFAULT_BRANCH} }}`),
        setUpTools(),
        restorePool({
          with: { mode: "helm", ...release("dev"), "temporary-for": "${{ needs.find.outputs.stale }}" },
        }),
      ],
    }),
  ],
};
