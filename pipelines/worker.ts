import { IMAGE } from "./flows-image.ts";
import { READ_VERSION, VERSION_FILE } from "./releases.ts";
import {
  access,
  checkout,
  gate,
  HAS_ACCESS,
  HEAD,
  inEnvironment,
  ON_PULL_REQUEST,
  OWN_PULL_REQUEST,
  ofPullRequest,
  PREFECT_ENV,
  RUNS_ON,
  TAG_PREFIX,
} from "./steps.ts";
import type { Job, Moment, Setting, Step } from "./workflow.ts";

const VALUES: Setting = {
  name: "values-folder",
  description: "Folder with the Helm values of the worker: values-dev.yaml and values-prod.yaml.",
  default: "etc/helm_values/prefect-worker",
};

const VALUES_FOLDER = "${{ setting.values-folder }}";

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

const SETTINGS = [VALUES, CHART_VERSION, K3S_VERSION, HELM_VERSION, IMAGE, VERSION_FILE];

/** The job that tells whether files under a path differ between what `base` names of git. */
const changed = (path: string, base: string, env: Record<string, string> = {}): Job => ({
  id: "changed",
  name: "look for changes",
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 10,
  permissions: { contents: "read" },
  outputs: { any: "${{ steps.changed.outputs.any }}" },
  steps: [
    checkout(HEAD),
    {
      name: "Compare the files",
      id: "changed",
      env: { FILES: path, ...env },
      run: `git diff --quiet ${base} -- "$FILES" || echo "any=true" >> "$GITHUB_OUTPUT"`,
    },
  ],
});

export const changedInPullRequest = (path: string): Job => changed(path, "origin/main...HEAD");
export const changedByPush = (path: string): Job =>
  changed(path, '"$BEFORE" HEAD', { BEFORE: "${{ github.event.before }}" });

/** Steps on the machine of an environment; the image's version is what the checked-out files say. */
function update(
  environment: "dev" | "prod",
  ref: string,
  { condition, ...more }: { condition?: string; "temporary-for"?: string } = {},
): Step[] {
  const ifThere = condition === undefined ? {} : { if: condition };
  return [
    checkout(ref, ifThere),
    {
      name: "Check K3s and Helm, and install what lacks",
      ...ifThere,
      uses: "setup-cluster-tools",
      with: { "k3s-version": "${{ setting.k3s-version }}", "helm-version": "${{ setting.helm-version }}" },
    },
    { ...READ_VERSION, ...ifThere },
    {
      name: "Upgrade the worker and its work pool",
      ...ifThere,
      uses: "update-work-pool",
      with: {
        "values-file": `\${{ setting.values-folder }}/values-${environment}.yaml`,
        image: "${{ setting.image }}:${{ steps.version.outputs.version }}",
        "chart-version": "${{ setting.chart-version }}",
        kubeconfig: "${{ secrets.KUBECONFIG }}",
        ...more,
      },
    },
  ];
}

const worker = (environment: "dev" | "prod", job: Pick<Job, "if" | "steps">): Job => ({
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

const onPullRequest: Moment = {
  file: "prefect-worker-pull-request",
  name: "Prefect worker: pull request",
  description: [
    "A pull request that changes the worker's Helm values: K3s and Helm are checked on DEV's machine, and DEV's worker and work pool are upgraded.",
    "DEV's machine serves only pull requests of this repository that the environment `dev` lets in. Require the check `worker gate`.",
  ].join("\n"),
  on: ON_PULL_REQUEST,
  concurrency: ofPullRequest("worker"),
  settings: [...SETTINGS, TAG_PREFIX, machine("dev"), RUNS_ON],
  jobs: [
    changedInPullRequest(VALUES_FOLDER),
    worker("dev", {
      if: `github.event_name == 'pull_request' && ${OWN_PULL_REQUEST} && needs.changed.outputs.any == 'true'`,
      steps: [
        access("dev", "skip"),
        ...update("dev", HEAD, {
          condition: HAS_ACCESS,
          "temporary-for": "${{ setting.tag-prefix }}${{ github.event.pull_request.number }}",
        }),
      ],
    }),
    gate("worker gate", ["changed", "dev"]),
  ],
};

const onMerge: Moment = {
  file: "prefect-worker-merge",
  name: "Prefect worker: merge",
  description:
    "Merged Helm values of the worker: K3s and Helm are checked on the machines of DEV and PROD, and their workers and work pools are upgraded. PROD's machine has a label of its own and never serves pull requests.",
  on: { push: { branches: ["main"] }, workflow_dispatch: null },
  concurrency: { group: "worker-merge", queue: "max" },
  settings: [...SETTINGS, machine("dev"), machine("prod"), RUNS_ON],
  jobs: [
    changedByPush(VALUES_FOLDER),
    ...(["dev", "prod"] as const).map((environment) =>
      worker(environment, {
        if: "needs.changed.outputs.any == 'true'",
        steps: [access(environment, "fail"), ...update(environment, "${{ github.sha }}")],
      }),
    ),
  ],
};

const onClose: Moment = {
  file: "prefect-work-pool-close",
  name: "Prefect work pool: close",
  description:
    "When a pull request closes, merged or not, DEV's work pool gets back the image and template that it had before, unless another pull request or somebody else has set them since.",
  on: { pull_request: { branches: ["main"], types: ["closed"] } },
  concurrency: ofPullRequest("work-pool"),
  settings: [TAG_PREFIX, RUNS_ON],
  jobs: [
    {
      id: "dev",
      name: "restore DEV's work pool",
      if: OWN_PULL_REQUEST,
      runsOn: "${{ setting.runs-on }}",
      timeoutMinutes: 15,
      ...inEnvironment("dev"),
      permissions: {},
      env: PREFECT_ENV,
      steps: [
        access("dev", "skip"),
        {
          name: "Put back what the pull request changed",
          if: HAS_ACCESS,
          uses: "update-work-pool",
          with: {
            mode: "api",
            "work-pool": "${{ vars.PREFECT_WORK_POOL }}",
            restore: true,
            "temporary-for": "${{ setting.tag-prefix }}${{ github.event.pull_request.number }}",
          },
        },
      ],
    },
  ],
};

export const prefectWorker: readonly Moment[] = [onPullRequest, onMerge, onClose];
