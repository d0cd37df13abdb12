import { changedByPush, IS_CHANGED } from "../changed-files.ts";
import { access } from "../environments.ts";
import { telling } from "../notify.ts";
import { VERSION } from "../releases.ts";
import { checkout, ON_PUSH, RUNS_ON } from "../steps.ts";
import type { Step, Workflow } from "../workflow.ts";
import { HELM, machine, SETTINGS, setUpTools, upgrade, VALUES_FOLDER, worker } from "./upgrade.ts";

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

export const workerOnMerge: Workflow = {
  file: "prefect-worker-merge",
  name: "Prefect worker: merge",
  description:
    "Merged Helm values of the worker: K3s and Helm are checked on the machines of DEV and PROD, and their workers and work pools are upgraded, both to the same chart. The pools keep the image that they have. An older commit than theirs is refused. PROD's runner is best in a group that is limited to this workflow: a label keeps no other one away from it.",
  on: { ...ON_PUSH, workflow_dispatch: null },
  concurrency: { group: "worker-merge", queue: "max" },
  settings: [...SETTINGS, machine("dev"), machine("prod"), RUNS_ON],
  jobs: telling([
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
  ]),
};
