import { HEAD, ON_PULL_REQUEST, ofPullRequest } from "./pull-requests.ts";
import { registryLogin } from "./registry.ts";
import { BY_HAND } from "./releases.ts";
import { checkout, ON_PUSH, RUNS_ON } from "./steps.ts";
import { HELM_VERSION } from "./worker/index.ts";
import type { Job, Setting, Step, Workflow } from "./workflow.ts";

const CHART: Setting = { name: "chart", description: "Folder of the chart.", default: "charts/platform" };

const REGISTRY: Setting = {
  name: "chart-registry",
  description: "Where charts are pushed to, without `oci://`; capital letters are lowered.",
  default: "ghcr.io/${{ github.repository_owner }}/charts",
};

const login = registryLogin("chart-registry");

const PACKAGED = "${{ runner.temp }}/chart";

/** Steps after which the chart stands packaged in a folder of its own. */
const packaged = (ref: string, how: Step["with"] = {}): Step[] => [
  checkout(ref),
  {
    name: "Check the chart's version",
    id: "version",
    uses: "check-version-bump",
    with: {
      "version-file": "${{ setting.chart }}/Chart.yaml",
      "when-changed": "${{ setting.chart }}/**",
      "tag-prefix": "chart-",
      ...how,
    },
  },
  {
    name: "Install Helm",
    uses: "setup-cluster-tools",
    with: { "helm-version": "${{ setting.helm-version }}" },
  },
  { name: "Fetch the charts that it needs", run: 'helm dependency update "$CHART"' },
  { name: "Lint the chart", run: 'helm lint --strict "$CHART"' },
  {
    name: "Package the chart",
    env: { PACKAGED },
    run: 'helm package "$CHART" --destination "$PACKAGED"',
  },
];

const chart = (job: Pick<Job, "id" | "name" | "if" | "permissions" | "steps">): Job => ({
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 15,
  ...job,
});

export const helmChart: Workflow = {
  file: "helm-chart",
  name: "Helm chart",
  description: [
    "A Helm chart: a pull request that changes it has to raise its version by one step, and gets it linted and packaged; the default branch pushes a version that was raised to an OCI registry. Started by hand it pushes the version there.",
    "Require the check `check the chart`. Another registry than GitHub's: the variable REGISTRY_USERNAME and the secret REGISTRY_PASSWORD.",
  ].join("\n"),
  on: { ...ON_PULL_REQUEST, ...ON_PUSH, workflow_dispatch: null },
  concurrency: ofPullRequest("helm-chart"),
  settings: [CHART, REGISTRY, HELM_VERSION, RUNS_ON],
  jobs: [
    chart({
      id: "check",
      name: "check the chart",
      if: "github.event_name == 'pull_request' || github.event_name == 'merge_group'",
      permissions: { contents: "read", "pull-requests": "read" },
      steps: packaged(HEAD),
    }),
    chart({
      id: "push",
      name: "push the chart",
      if: `github.event_name == 'push' || ${BY_HAND}`,
      permissions: { contents: "read", packages: "write" },
      steps: [
        ...packaged("${{ github.sha }}", { "on-missing-bump": "warn" }),
        {
          name: "Push it, where its version was raised",
          if: `steps.version.outputs.bump != 'none' || ${BY_HAND}`,
          env: {
            PACKAGED,
            REGISTRY_USERNAME: login["registry-username"],
            REGISTRY_PASSWORD: login["registry-password"],
          },
          run: '{ [ -z "$REGISTRY_PASSWORD" ] || printenv REGISTRY_PASSWORD | helm registry login "${CHART_REGISTRY%%/*}" --username "$REGISTRY_USERNAME" --password-stdin; } && helm push "$PACKAGED"/*.tgz "oci://${CHART_REGISTRY,,}"',
        },
      ],
    }),
  ],
};
