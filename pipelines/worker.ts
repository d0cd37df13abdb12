import {
  changedByPush,
  changedInPullRequest,
  HAS_CHANGED,
  HAS_NOT_CHANGED,
  IS_CHANGED,
  stillChanged,
} from "./changed-files.ts";
import { IMAGE } from "./flows-image.ts";
import { READ_VERSION, RELEASED_VERSION, VERSION, VERSION_FILE } from "./releases.ts";
import {
  access,
  checkout,
  findPullRequests,
  gate,
  HAS_ACCESS,
  inEnvironment,
  NEWEST,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  PREFECT_ENV,
  RUNS_ON,
  restorePool,
  TAG,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const VALUES: Setting = {
  name: "values-folder",
  description: "Folder with the Helm values of the worker: values-dev.yaml and values-prod.yaml.",
  default: "etc/helm_values/prefect-worker",
};

const VALUES_FOLDER = "${{ setting.values-folder }}";

const CHART_REPOSITORY: Setting = {
  name: "chart-repository",
  description: "Helm repository or OCI registry of the prefect-worker chart.",
  default: "https://prefecthq.github.io/prefect-helm",
};

const CHART_VERSION: Setting = {
  name: "chart-version",
  description: "Version of the prefect-worker chart; the newest where it is empty.",
  default: "",
};

const K3S_VERSION: Setting = {
  name: "k3s-version",
  description: "K3s that the machines run; left alone where it is empty.",
  default: "",
};

export const HELM_VERSION: Setting = {
  name: "helm-version",
  description: "Helm that is used.",
  default: "v3.22.0",
};

const machine = (environment: string): Setting => ({
  name: `${environment}-runs-on`,
  description: `Labels of the machine with ${environment.toUpperCase()}'s cluster, as a JSON array. It serves nothing else.`,
  default: ["self-hosted", `prefect-${environment}`],
  inPlace: true,
});

const CHART = [CHART_REPOSITORY, CHART_VERSION];

const SETTINGS = [VALUES, ...CHART, K3S_VERSION, HELM_VERSION, IMAGE, VERSION_FILE];

const setUpTools = (more: Pick<Step, "if"> = {}): Step => ({
  name: "Check K3s and Helm, and install what lacks",
  ...more,
  uses: "setup-cluster-tools",
  with: { "k3s-version": "${{ setting.k3s-version }}", "helm-version": "${{ setting.helm-version }}" },
});

/** What an upgrade of the release takes, with the values of a checkout in `folder`. */
const release = (environment: "dev" | "prod", folder = ""): Step["with"] => ({
  "values-file": `${folder}${VALUES_FOLDER}/values-${environment}.yaml`,
  "chart-repository": "${{ setting.chart-repository }}",
  "chart-version": "${{ setting.chart-version }}",
  kubeconfig: "${{ secrets.KUBECONFIG }}",
});

/** Steps that upgrade the release; the image's version is what the checked-out files say. */
function upgrade(
  environment: "dev" | "prod",
  version: string,
  more: Step["with"],
  condition?: string,
): Step[] {
  const ifSo = condition === undefined ? {} : { if: condition };
  return [
    { ...READ_VERSION, ...ifSo },
    {
      name: "Upgrade the worker and its work pool",
      ...ifSo,
      uses: "update-work-pool",
      with: {
        ...release(environment),
        image: `\${{ setting.image }}:\${{ ${version} }}`,
        ...more,
      },
    },
  ];
}

const worker = (environment: "dev" | "prod", job: Pick<Job, "if" | "steps"> & Partial<Job>): Job => ({
  id: environment,
  name: `upgrade ${environment.toUpperCase()}'s worker`,
  needs: ["changed"],
  runsOn: `\${{ fromJSON(setting.${environment}-runs-on) }}`,
  timeoutMinutes: 30,
  ...inEnvironment(environment),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  ...job,
});

const onPullRequest: Workflow = {
  file: "prefect-worker-pull-request",
  name: "Prefect worker: pull request",
  description: [
    "A pull request that changes the worker's Helm values: K3s and Helm are checked on DEV's machine, and DEV's worker and work pool are upgraded. A push that takes the change back puts back what DEV had before it.",
    "DEV's machine serves only pull requests of this repository that the environment `dev` lets in. Require the check `worker gate`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("worker"),
  settings: [...SETTINGS, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    changedInPullRequest(VALUES_FOLDER),
    worker("dev", {
      if: `github.event_name == 'pull_request' && ${OWN_PULL_REQUEST} && ${IS_CHANGED}`,
      steps: [
        access("dev", "skip"),
        checkout(NEWEST, { if: HAS_ACCESS }),
        stillChanged(VALUES_FOLDER),
        setUpTools({ if: HAS_ACCESS }),
        ...upgrade("dev", RELEASED_VERSION, { "temporary-for": TAG }, HAS_CHANGED),
        checkout("main", { name: "Check out main beside it", if: HAS_NOT_CHANGED, path: ".main" }),
        restorePool({
          if: HAS_NOT_CHANGED,
          with: { mode: "helm", ...release("dev", ".main/"), "temporary-for": TAG },
        }),
      ],
    }),
    gate("worker gate", ["changed", "dev"]),
  ],
};

const onMerge: Workflow = {
  file: "prefect-worker-merge",
  name: "Prefect worker: merge",
  description:
    "Merged Helm values of the worker: K3s and Helm are checked on the machines of DEV and PROD, and their workers and work pools are upgraded. An older commit than theirs is refused. PROD's machine has a label of its own and never serves pull requests.",
  on: { push: { branches: ["main"] }, workflow_dispatch: null },
  concurrency: { group: "worker-merge", queue: "max" },
  settings: [...SETTINGS, machine("dev"), machine("prod"), RUNS_ON],
  jobs: [
    changedByPush(VALUES_FOLDER),
    ...(["dev", "prod"] as const).map((environment) =>
      worker(environment, {
        if: IS_CHANGED,
        steps: [
          access(environment, "fail"),
          checkout("${{ github.sha }}"),
          setUpTools(),
          ...upgrade(environment, VERSION, { commit: "${{ github.sha }}" }),
        ],
      }),
    ),
  ],
};

const ON_CLOSE = {
  pull_request: { branches: ["main"], types: ["closed"] },
  schedule: [{ cron: "38 3 * * *" }],
  workflow_dispatch: null,
};
const NOT_A_FORK = `github.event_name != 'pull_request' || ${OWN_PULL_REQUEST}`;
const UNLESS =
  "unless another pull request or somebody else has set them since. Every night the same for pull requests whose closing started no run.";

const findOwner = (): Step =>
  findPullRequests({
    name: "Find out whether the work pool is changed for a pull request that is closed",
    if: HAS_ACCESS,
    with: { "work-pool": "${{ vars.PREFECT_WORK_POOL }}" },
  });

const onPoolClose: Workflow = {
  file: "prefect-work-pool-close",
  name: "Prefect work pool: close",
  description: `When a pull request closes, merged or not, DEV's work pool gets back the image and template that it had before, ${UNLESS}\nWhere pull requests upgrade DEV's worker, take prefect-worker-close instead.`,
  on: ON_CLOSE,
  concurrency: ofPullRequest("work-pool"),
  settings: [TAG_PREFIX, RUNS_ON],
  jobs: [
    {
      id: "dev",
      name: "restore DEV's work pool",
      if: NOT_A_FORK,
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 15,
      ...inEnvironment("dev"),
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

const onClose: Workflow = {
  file: "prefect-worker-close",
  name: "Prefect worker: close",
  description: `When a pull request closes, merged or not, DEV's worker gets main's Helm values, and its work pool the image and template that it had before, ${UNLESS}\nIn place of prefect-work-pool-close.`,
  on: ON_CLOSE,
  concurrency: ofPullRequest("worker"),
  settings: [VALUES, ...CHART, K3S_VERSION, HELM_VERSION, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    {
      id: "find",
      name: "look what DEV's work pool was changed for",
      if: NOT_A_FORK,
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 10,
      ...inEnvironment("dev"),
      permissions: { "pull-requests": "read" },
      env: PREFECT_ENV,
      outputs: { stale: "${{ steps.pull-requests.outputs.stale-work-pool }}" },
      steps: [access("dev", "skip"), findOwner()],
    },
    worker("dev", {
      name: "restore DEV's worker",
      needs: ["find"],
      if: `(${NOT_A_FORK}) && needs.find.outputs.stale != ''`,
      steps: [
        checkout("main"),
        setUpTools(),
        restorePool({
          with: { mode: "helm", ...release("dev"), "temporary-for": "${{ needs.find.outputs.stale }}" },
        }),
      ],
    }),
  ],
};

export const prefectWorker: readonly Workflow[] = [onPullRequest, onMerge, onPoolClose, onClose];
