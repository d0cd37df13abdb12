import {
  changedByPush,
  changedInPullRequest,
  HAS_CHANGED,
  HAS_NOT_CHANGED,
  IS_CHANGED,
  stillChanged,
} from "./changed-files.ts";
import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment, writingTo } from "./environments.ts";
import { IMAGE } from "./flows-image.ts";
import { MAY_WRITE, NEWEST, ON_CLOSE, ON_PULL_REQUEST, ofPullRequest, TAG, TIDIES } from "./pull-requests.ts";
import { READ_VERSION, RELEASED_VERSION, VERSION, VERSION_FILE } from "./releases.ts";
import {
  BESIDE,
  checkout,
  DEFAULT_BRANCH,
  defaultBranchBeside,
  findPullRequests,
  gate,
  ON_PUSH,
  RUNS_ON,
  restorePool,
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
  description: `Runner with ${environment.toUpperCase()}'s cluster, as JSON: labels, or {"group": ...}. A label keeps nobody out; a group that is limited to selected workflows does.`,
  default: ["self-hosted", `prefect-${environment}`],
  inPlace: true,
});

const CHART = [CHART_REPOSITORY, CHART_VERSION];

const SETTINGS = [VALUES, ...CHART, K3S_VERSION, HELM_VERSION, IMAGE, VERSION_FILE];

const HELM = { "helm-version": "${{ setting.helm-version }}" };

const setUpTools = (more: Pick<Step, "if"> = {}): Step => ({
  name: "Check K3s and Helm, and install what lacks",
  ...more,
  uses: "setup-cluster-tools",
  with: { "k3s-version": "${{ setting.k3s-version }}", ...HELM },
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
        "work-pool": "${{ vars.PREFECT_WORK_POOL }}",
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
  ...writingTo(environment),
  permissions: { contents: "read" },
  env: PREFECT_ENV,
  ...job,
});

const onPullRequest: Workflow = {
  file: "prefect-worker-pull-request",
  name: "Prefect worker: pull request",
  description: [
    "A pull request that changes the worker's Helm values: K3s and Helm are checked on DEV's machine, and DEV's worker and work pool are upgraded. A push that takes the change back puts back what DEV had before it.",
    "What runs on DEV's machine is up to whoever may push to the repository: a label keeps no workflow away from it. Require the check `worker gate`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("worker"),
  settings: [...SETTINGS, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    changedInPullRequest(VALUES_FOLDER),
    worker("dev", {
      if: `${MAY_WRITE} && ${IS_CHANGED}`,
      steps: [
        access("dev", "skip"),
        checkout(NEWEST, { if: HAS_ACCESS }),
        stillChanged(VALUES_FOLDER),
        setUpTools({ if: HAS_ACCESS }),
        ...upgrade("dev", RELEASED_VERSION, { "temporary-for": TAG }, HAS_CHANGED),
        defaultBranchBeside({ if: HAS_NOT_CHANGED }),
        restorePool({
          if: HAS_NOT_CHANGED,
          with: { mode: "helm", ...release("dev", `${BESIDE}/`), "temporary-for": TAG },
        }),
      ],
    }),
    gate("worker gate", ["changed"], ["dev"]),
  ],
};

/** A registry's newest chart may be another one a minute later: the version is found once, for DEV and PROD alike. */
const findChart: readonly Step[] = [
  {
    name: "Install Helm",
    if: "setting.chart-version == '' && steps.changed.outputs.any == 'true'",
    uses: "setup-cluster-tools",
    with: HELM,
  },
  {
    name: "Find the newest chart",
    id: "chart",
    if: "setting.chart-version == '' && steps.changed.outputs.any == 'true'",
    env: { CHART_REPOSITORY: "${{ setting.chart-repository }}" },
    run: `case "$CHART_REPOSITORY" in oci://*) set -- "\${CHART_REPOSITORY%/}/prefect-worker" ;; *) set -- prefect-worker --repo "$CHART_REPOSITORY" ;; esac; chart="$(helm show chart "$@")"; echo "version=$(sed -n 's/^version: *//p' <<< "$chart")" >> "$GITHUB_OUTPUT"`,
  },
];

const changed = changedByPush(VALUES_FOLDER);

const SAME_CHART = { "chart-version": "${{ needs.changed.outputs.chart-version }}" };

const onMerge: Workflow = {
  file: "prefect-worker-merge",
  name: "Prefect worker: merge",
  description:
    "Merged Helm values of the worker: K3s and Helm are checked on the machines of DEV and PROD, and their workers and work pools are upgraded, both to the same chart. The pools keep the image that they have. An older commit than theirs is refused. PROD's runner is best in a group that is limited to this workflow: a label keeps no other one away from it.",
  on: { ...ON_PUSH, workflow_dispatch: null },
  concurrency: { group: "worker-merge", queue: "max" },
  settings: [...SETTINGS, machine("dev"), machine("prod"), RUNS_ON],
  jobs: [
    {
      ...changed,
      outputs: {
        ...changed.outputs,
        "chart-version": "${{ setting.chart-version || steps.chart.outputs.version }}",
      },
      steps: [...changed.steps, ...findChart],
    },
    ...(["dev", "prod"] as const).map((environment) =>
      worker(environment, {
        if: IS_CHANGED,
        steps: [
          access(environment, "fail"),
          checkout("${{ github.sha }}"),
          setUpTools(),
          ...upgrade(environment, VERSION, {
            ...SAME_CHART,
            "keep-image": true,
            commit: "${{ github.sha }}",
          }),
        ],
      }),
    ),
  ],
};

const SWEPT = { ...ON_CLOSE, schedule: [{ cron: "38 3 * * *" }], workflow_dispatch: null };
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

const onClose: Workflow = {
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

export const prefectWorker: readonly Workflow[] = [onPullRequest, onMerge, onPoolClose, onClose];
