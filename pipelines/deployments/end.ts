import { NOTIFY, telling } from "../notify.ts";
import type { Workflow } from "../workflow.ts";
import { LAST_EDIT, sayWhatWasDeployed } from "./last-edit.ts";
import { RUN, RUN_AFTER_DEPLOY, runAfterDeploy } from "./run.ts";

/** Whether a run that somebody starts by hand does the same as a push's, for those of these inputs that there are. */
function unless({ on }: Pick<Workflow, "on">, names: readonly string[]): string[] {
  const { inputs = {} } = (on.workflow_dispatch ?? {}) as { inputs?: object };
  return names.filter((name) => name in inputs).map((name) => `!inputs.${name}`);
}

/**
 * The workflow with what comes after PROD: what was deployed is run where that is asked for, a failure is told, and the
 * comments of the pull requests say what became of them.
 *
 * @param prod id of the job that deploys to PROD
 */
export const withEnd = (workflow: Workflow, prod = "prod"): Workflow => ({
  ...workflow,
  settings: [...workflow.settings.filter((setting) => setting !== RUN_AFTER_DEPLOY), RUN_AFTER_DEPLOY],
  jobs: [
    ...telling([...workflow.jobs, runAfterDeploy(prod, unless(workflow, ["plan-only"]))]),
    // A plan, and some deployments by name, are no deployment of the commits.
    sayWhatWasDeployed(prod, unless(workflow, ["plan-only", "deployments"])),
  ],
});

/** The same without that: whoever lays workflows together puts one end to all of them. */
export const withoutEnd = <T extends Pick<Workflow, "jobs">>(workflow: T): T => ({
  ...workflow,
  jobs: workflow.jobs.filter(({ id }) => ![RUN, NOTIFY, LAST_EDIT].includes(id)),
});
