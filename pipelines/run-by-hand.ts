import { cancelLeftRuns } from "./deployments/index.ts";
import { access, HAS_ACCESS, PREFECT_ENV, withoutDeployment } from "./environments.ts";
import { RUNS_ON } from "./steps.ts";
import type { Job, Workflow } from "./workflow.ts";

const ENVIRONMENTS = ["prod", "dev"] as const;

const BY_HAND = "github.event_name == 'workflow_dispatch'";

/** What somebody chooses who runs deployments by hand; GitHub takes ten at most. */
const INPUTS = {
  environment: {
    description: "Where.",
    type: "choice",
    options: ENVIRONMENTS,
    default: "prod",
  },
  deployments: {
    description: "Names, flow/deployment, globs of either, or tag:<tag>; all of them for failed-since.",
    type: "string",
  },
  "failed-since": {
    description: "Repeat the scheduled runs that failed, crashed or came too late in this time, such as 12h.",
    type: "string",
  },
  parameters: {
    description: "For all, as YAML or JSON: {select: tag:nightly}; for one: {flow/deployment: {...}}.",
    type: "string",
  },
  "job-variables": { description: "The same for job variables.", type: "string" },
  "batch-size": {
    description: "So many runs at a time, each batch to its end, and none after one that failed.",
    type: "string",
  },
  "wait-for-quiet": {
    description: "Wait until nothing runs, and nothing is due within this time, such as 30m.",
    type: "string",
  },
  "max-runs": { description: "Refuse to start more than so many.", type: "string", default: "50" },
  timeout: { description: "How long a run may take.", type: "string", default: "5h" },
  "plan-only": { description: "Show what would be run, and start nothing.", type: "boolean", default: true },
};

const chosen = Object.fromEntries(
  Object.keys(INPUTS)
    .filter((name) => !["environment", "deployments"].includes(name))
    .map((name) => [name, `\${{ inputs.${name} }}`]),
);

const run = (environment: (typeof ENVIRONMENTS)[number]): Job => ({
  id: environment,
  name: `run in ${environment.toUpperCase()}`,
  if: `${BY_HAND} && inputs.environment == '${environment}'`,
  runsOn: "${{ setting.runs-on }}",
  timeoutMinutes: 360,
  environment: withoutDeployment(environment),
  permissions: {},
  env: PREFECT_ENV,
  steps: [
    access(environment, "fail"),
    {
      name: "Run them, and watch each to its end",
      uses: "run-deployments",
      with: { deployments: "${{ inputs.deployments || (inputs.failed-since && '*') || '' }}", ...chosen },
    },
  ],
});

/** Deployments run by hand: some that shall go once more, or what a bad night has left undone. */
export const runByHand: Workflow = {
  file: "prefect-run",
  name: "Prefect run",
  description: [
    "Deployments run by hand and watched to their end, batch by batch where that is asked for: some by name with other parameters, or with `failed-since` every scheduled run that a bad night has left failed. It shows first what it would run; with `plan-only` off it does.",
    "Whoever cancels the workflow's run cancels what it has started; every night the same is done for a run whose machine was lost.",
    "Environments `prod` and `dev` give the variable PREFECT_API_URL and, where the server asks for one, the secret PREFECT_API_KEY or PREFECT_API_AUTH_STRING.",
  ].join("\n"),
  on: { workflow_dispatch: { inputs: INPUTS }, schedule: [{ cron: "8 4 * * *" }] },
  // One that watches for hours is in nobody's way.
  concurrency: { group: "run-${{ github.run_id }}" },
  settings: [RUNS_ON],
  jobs: [
    ...ENVIRONMENTS.map(run),
    ...ENVIRONMENTS.map(
      (environment): Job => ({
        id: `left-${environment}`,
        name: `cancel what is left in ${environment.toUpperCase()}`,
        if: "github.event_name == 'schedule'",
        runsOn: "${{ setting.runs-on }}",
        timeoutMinutes: 15,
        environment: withoutDeployment(environment),
        permissions: { actions: "read" },
        env: PREFECT_ENV,
        steps: [access(environment, "skip"), { ...cancelLeftRuns, if: HAS_ACCESS }],
      }),
    ),
  ],
};
