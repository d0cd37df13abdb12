import { approvedPlatform, withApproval } from "./approval.ts";
import {
  bringDevAlong,
  checkDeployments,
  commenting,
  deployments,
  deploymentsOnMerge,
  deploymentsOnPullRequest,
  deployToProd,
  editedOnClose,
  FORKS_NOTICE,
  IMPORTS_OUTPUT,
  MERGE_INPUTS,
  PLAN_ONLY,
  WHAT_CHANGED,
  withEnd,
} from "./deployments/index.ts";
import { flowsImage } from "./flows-image.ts";
import { imagePerProject } from "./image-per-project.ts";
import { telling } from "./notify.ts";
import { inOneMerge, platform } from "./platform.ts";
import { momentOf } from "./platform-moments.ts";
import { inOneClose, inOnePullRequest } from "./platform-pull-request.ts";
import { releaseAndStart, TAG_INPUT, VERSION_FILE } from "./releases.ts";
import { ALLOW_OLDER, gate, PREFECT_FILE, TAG_PREFIX } from "./steps.ts";
import { workPool } from "./work-pool.ts";
import { poolOnClose } from "./worker/index.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

/** Pipelines for another situation: files of the same names, which take the place of those that they vary. */
export interface Variant {
  /** Folder of workflows-templates. */
  folder: string;
  workflows: readonly Workflow[];
}

const BASE_FILE: Setting = {
  name: "base-file",
  description: "A file whose anchors, defaults and pull steps all of them see. May stay empty.",
  default: "",
};

const inMonorepo = (workflow: Workflow): Workflow => ({
  ...workflow,
  description: `${workflow.description}\nFor a repository with several prefect.yaml, one a project.`,
  settings: workflow.settings.flatMap((setting) =>
    setting === PREFECT_FILE ? [{ ...setting, default: "projects/*/prefect.yaml" }, BASE_FILE] : [setting],
  ),
  jobs: withSteps(workflow.jobs, (step) =>
    step.with && "prefect-file" in step.with
      ? { ...step, with: { ...step.with, "base-file": "${{ setting.base-file }}" } }
      : step,
  ),
});

const onServerWithBasicAuth = (workflow: Workflow): Workflow => ({
  ...workflow,
  description: [
    ...workflow.description.split("\n").filter((line) => !line.startsWith("Environment")),
    "For self-hosted servers with basic authentication: each environment has the variable PREFECT_API_URL, such as https://prefect.example.com/api, and the secret PREFECT_API_AUTH_STRING, `user:password` as in the server's PREFECT_SERVER_API_AUTH_STRING.",
  ].join("\n"),
  jobs: workflow.jobs.map((job) => (job.env ? { ...job, env: onlyBasicAuth(job.env) } : job)),
});

function onlyBasicAuth({ PREFECT_API_URL = "", PREFECT_API_AUTH_STRING = "" }: Record<string, string>) {
  return { PREFECT_API_URL, PREFECT_API_AUTH_STRING };
}

const withoutTagPrefix = ({ settings }: Workflow): readonly Setting[] =>
  settings.filter((setting) => setting !== TAG_PREFIX);

const oneEnvironment: readonly Workflow[] = [
  {
    ...deploymentsOnPullRequest,
    description: [
      "A pull request's changed deployments, checked without a server and without a secret. For a team with one environment, which pull requests never reach.",
      "Require the check `deployments gate`.",
    ].join("\n"),
    settings: withoutTagPrefix(deploymentsOnPullRequest),
    jobs: [
      {
        ...checkDeployments,
        comment: undefined,
        outputs: IMPORTS_OUTPUT,
        steps: checkDeployments.steps.filter((step) => step !== FORKS_NOTICE),
      },
      commenting(gate("deployments gate", ["check"]), { check: "check deployments" }),
    ],
  },
  withEnd({
    ...deploymentsOnMerge,
    description: deploymentsOnMerge.description.replace(
      /^Environments.*$/m,
      "The one environment, `prod`, gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
    ),
    settings: withoutTagPrefix(deploymentsOnMerge),
    jobs: deploymentsOnMerge.jobs.filter(({ id }) => id === "prod"),
  }),
  editedOnClose,
];

const DEPLOYED_TAG = "prefect-deployments-tag";

const onTag: readonly Workflow[] = [
  {
    ...deploymentsOnMerge,
    description: [
      "A merge brings DEV along. One that raises the version is tagged and released, and the tag goes to PROD: see prefect-deployments-tag.",
      "Environment `dev` gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
    ].join("\n"),
    on: { ...deploymentsOnMerge.on, workflow_dispatch: null },
    settings: [...deploymentsOnMerge.settings, VERSION_FILE],
    jobs: telling([bringDevAlong, ...releaseAndStart(DEPLOYED_TAG)]),
  },
  withEnd({
    file: DEPLOYED_TAG,
    name: "Prefect deployments: tag",
    description: [
      "A tag of a commit on the default branch, deployed to PROD: flows run exactly that commit, existing schedules keep their state, new ones start. Started by prefect-deployments-merge, or by hand with a tag. It runs on the default branch: a pushed tag starts nothing, since it would bring its own workflow along.",
      "Environment `prod` admits the default branch only. It gives the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
    ].join("\n"),
    on: {
      workflow_dispatch: {
        inputs: {
          ...TAG_INPUT,
          "plan-only": { ...MERGE_INPUTS["plan-only"], default: false },
          "allow-older": MERGE_INPUTS["allow-older"],
        },
      },
    },
    concurrency: { group: "deployments-tag", queue: "max" },
    settings: withoutTagPrefix(deploymentsOnMerge),
    jobs: [
      deployToProd(
        WHAT_CHANGED,
        { ...PLAN_ONLY, ...ALLOW_OLDER, pin: "commit" },
        "refs/tags/${{ inputs.tag }}",
      ),
    ],
  }),
];

/** The work pool by Prefect's API alone; new definitions are deployed when the pool has their image. */
const platformWithoutKubernetes = inOneMerge(
  {
    description:
      "One merge, in order: the flows' image, the work pool with that image, the deployments. What has not changed is left out, and a failure stops what comes after it. For work pools of any type, with workers on other machines than Kubernetes or with none.\nStarted by hand it deploys the deployments alone, plan first.\nIn place of flows-image-merge, prefect-work-pool-merge and prefect-deployments-merge.",
  },
  momentOf(flowsImage, "merge"),
  momentOf(workPool, "merge"),
  deploymentsOnMerge,
);

const platformPullRequestWithoutKubernetes = inOnePullRequest(
  {
    description: [
      "A pull request's image, work pool and deployments: checked, and brought to DEV in this order: the work pool, its image, the deployments. What has not changed is left out, and a failure stops what comes after it.",
      "One comment says what it does to PROD. Require the check `platform gate`.",
      "In place of flows-image-pull-request, prefect-work-pool-pull-request and prefect-deployments-pull-request. Copy the platform's three files together.",
    ].join("\n"),
  },
  momentOf(flowsImage, "pull-request"),
  momentOf(workPool, "pull-request"),
  deploymentsOnPullRequest,
);

const platformCloseWithoutKubernetes = inOneClose(
  {
    description: [
      "When a pull request closes, merged or not, DEV goes back to the default branch: deployments, and the work pool's image and template. Every night the same for pull requests whose closing started no run.",
      "In place of prefect-work-pool-close and prefect-deployments-close. Copy the platform's three files together.",
    ].join("\n"),
  },
  poolOnClose,
  momentOf(deployments, "close"),
);

function withSteps(jobs: readonly Job[], change: (step: Step) => Step): Job[] {
  return jobs.map((job) => ({ ...job, steps: job.steps.map(change) }));
}

export const variants: readonly Variant[] = [
  { folder: "monorepo", workflows: deployments.map(inMonorepo) },
  { folder: "image-per-project", workflows: imagePerProject },
  { folder: "basic-auth", workflows: deployments.map(onServerWithBasicAuth) },
  { folder: "one-environment", workflows: oneEnvironment },
  { folder: "approval", workflows: [withApproval, approvedPlatform(platform)] },
  { folder: "deploy-on-tag", workflows: onTag },
  {
    folder: "without-kubernetes",
    workflows: [
      ...workPool,
      platformWithoutKubernetes,
      platformPullRequestWithoutKubernetes,
      platformCloseWithoutKubernetes,
    ],
  },
];
