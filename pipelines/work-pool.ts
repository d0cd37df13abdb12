import {
  changedByPush,
  changedInPullRequest,
  HAS_CHANGED,
  HAS_NOT_CHANGED,
  IS_CHANGED,
  stillChanged,
} from "./changed-files.ts";
import { access, HAS_ACCESS, PREFECT_ENV, writingTo } from "./environments.ts";
import { telling } from "./notify.ts";
import { MAY_WRITE, NEWEST, ON_PULL_REQUEST, ofPullRequest, TAG } from "./pull-requests.ts";
import { READ_VERSION, RELEASED_VERSION, VERSION, VERSION_FILE } from "./releases.ts";
import { checkout, gate, ON_PUSH, RUNS_ON, restorePool, TAG_PREFIX } from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const TEMPLATE: Setting = {
  name: "base-job-template",
  description:
    "File with the work pool's base job template, as `prefect work-pool get-default-base-job-template` gives it.",
  default: "etc/work-pool/base-job-template.json",
};

const TYPE: Setting = {
  name: "work-pool-type",
  description: "Type of the work pool, such as `docker`, `process`, `ecs:push` or `prefect:managed`.",
  default: "docker",
};

const IMAGE: Setting = {
  name: "image",
  description: "The flows' image, without a tag. Empty for a pool whose runs need none.",
  default: "",
};

const SETTINGS = [TEMPLATE, TYPE, IMAGE, VERSION_FILE];
const FILE = "${{ setting.base-job-template }}";

/** Steps that give the environment's work pool what the checked-out files say. */
function update(version: string, more: Step["with"], condition?: string): Step[] {
  const ifThere = condition === undefined ? {} : { if: condition };
  return [
    { ...READ_VERSION, if: [condition, "setting.image != ''"].filter(Boolean).join(" && ") },
    {
      name: "Give the work pool its template",
      ...ifThere,
      uses: "update-work-pool",
      with: {
        mode: "api",
        "work-pool": "${{ vars.PREFECT_WORK_POOL }}",
        "work-pool-type": "${{ setting.work-pool-type }}",
        "create-work-pool": true,
        "base-job-template": FILE,
        image: `\${{ setting.image && format('{0}:{1}', setting.image, ${version}) }}`,
        ...more,
      },
    },
  ];
}

const pool = (environment: "dev" | "prod", job: Pick<Job, "if" | "steps">): Job => ({
  id: environment,
  name: `update ${environment.toUpperCase()}'s work pool`,
  needs: ["changed"],
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  ...writingTo(environment),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  ...job,
});

const onPullRequest: Workflow = {
  file: "prefect-work-pool-pull-request",
  name: "Prefect work pool: pull request",
  description: [
    "A pull request that changes the work pool's base job template: DEV's work pool gets it, and gets back what it had where a push takes the change back. For pools of any type, with workers on other machines than Kubernetes or with none: no cluster and no Helm is needed.",
    "Environment `dev` gives the variables PREFECT_API_URL and PREFECT_WORK_POOL, and the secret that the server asks for. Require the check `work pool gate`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("work-pool"),
  settings: [...SETTINGS, TAG_PREFIX, RUNS_ON],
  jobs: [
    changedInPullRequest(FILE),
    pool("dev", {
      if: `${MAY_WRITE} && ${IS_CHANGED}`,
      steps: [
        access("dev", "skip"),
        checkout(NEWEST, { if: HAS_ACCESS }),
        stillChanged(FILE),
        ...update(RELEASED_VERSION, { "temporary-for": TAG }, HAS_CHANGED),
        restorePool({ if: HAS_NOT_CHANGED, with: { "temporary-for": TAG } }),
      ],
    }),
    gate("work pool gate", ["changed"], ["dev"]),
  ],
};

const onMerge: Workflow = {
  file: "prefect-work-pool-merge",
  name: "Prefect work pool: merge",
  description: [
    "A merged base job template: the work pools of DEV and PROD get it with the image that they have, and are made where they are missing; an older commit than theirs is refused. For pools of any type, with workers on other machines than Kubernetes or with none. Started by hand it does so for the file on the default branch.",
    "Environments `dev` and `prod` give the variables PREFECT_API_URL and PREFECT_WORK_POOL, and the secret that the server asks for.",
  ].join("\n"),
  on: { ...ON_PUSH, workflow_dispatch: null },
  concurrency: { group: "work-pool-merge", queue: "max" },
  settings: [...SETTINGS, RUNS_ON],
  jobs: telling([
    changedByPush(FILE),
    ...(["dev", "prod"] as const).map((environment) =>
      pool(environment, {
        if: IS_CHANGED,
        steps: [
          access(environment, "fail"),
          checkout("${{ github.sha }}"),
          ...update(VERSION, { "keep-image": true, commit: "${{ github.sha }}" }),
        ],
      }),
    ),
  ]),
};

/** The work pool by Prefect's API alone, in place of the worker by Helm; prefect-work-pool-close goes with it too. */
export const workPool: readonly Workflow[] = [onPullRequest, onMerge];
