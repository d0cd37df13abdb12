import { PREFECT_ENV, writingTo } from "../environments.ts";
import { IMAGE } from "../flows-image.ts";
import { READ_VERSION, VERSION_FILE } from "../releases.ts";
import type { Job, Setting, Step } from "../workflow.ts";

export const VALUES: Setting = {
  name: "values-folder",
  description: "Folder with the Helm values of the worker: values-dev.yaml and values-prod.yaml.",
  default: "etc/helm_values/prefect-worker",
};

export const VALUES_FOLDER = "${{ setting.values-folder }}";

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

export const K3S_VERSION: Setting = {
  name: "k3s-version",
  description: "K3s that the machines run; left alone where it is empty.",
  default: "",
};

export const HELM_VERSION: Setting = {
  name: "helm-version",
  description: "Helm that is used.",
  default: "v3.22.0",
};

export const machine = (environment: string): Setting => ({
  name: `${environment}-runs-on`,
  description: `Runner with ${environment.toUpperCase()}'s cluster, as JSON: labels, or {"group": ...}. A label keeps nobody out; a group that is limited to selected workflows does.`,
  default: ["self-hosted", `prefect-${environment}`],
  inPlace: true,
});

export const CHART = [CHART_REPOSITORY, CHART_VERSION];

export const SETTINGS = [VALUES, ...CHART, K3S_VERSION, HELM_VERSION, IMAGE, VERSION_FILE];

export const HELM = { "helm-version": "${{ setting.helm-version }}" };

export const setUpTools = (more: Pick<Step, "if"> = {}): Step => ({
  name: "Check K3s and Helm, and install what lacks",
  ...more,
  uses: "setup-cluster-tools",
  with: { "k3s-version": "${{ setting.k3s-version }}", ...HELM },
});

/** What an upgrade of the release takes, with the values of a checkout in `folder`. */
export const release = (environment: "dev" | "prod", folder = ""): Step["with"] => ({
  "values-file": `${folder}${VALUES_FOLDER}/values-${environment}.yaml`,
  "chart-repository": "${{ setting.chart-repository }}",
  "chart-version": "${{ setting.chart-version }}",
  kubeconfig: "${{ secrets.KUBECONFIG }}",
});

/** Steps that upgrade the release; the image's version is what the checked-out files say. */
export function upgrade(
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

export const worker = (environment: "dev" | "prod", job: Pick<Job, "if" | "steps"> & Partial<Job>): Job => ({
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
