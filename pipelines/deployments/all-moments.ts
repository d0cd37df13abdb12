import { ON_PULL_REQUEST, OWN_PULL_REQUEST, ofPullRequest } from "../pull-requests.ts";
import type { Job, Workflow } from "../workflow.ts";
import { cleanDev, deploymentsOnClose } from "./close.ts";
import { comment } from "./comment.ts";
import { IMPORT_IMAGE } from "./imports.ts";
import { deploymentsOnMerge } from "./merge.ts";
import { deploymentsOnPullRequest } from "./pull-request.ts";

const IS_CLOSED = "github.event.action == 'closed'";
const IS_OPEN = "github.event.action != 'closed'";

/** DEV's job of a merge beside that of a pull request. */
const ALONG = "along";

/** When each job has its moment; the others follow from what they need, or say it themselves. */
const MOMENTS: Record<string, string> = {
  check: `github.event_name == 'merge_group' || (github.event_name == 'pull_request' && ${IS_OPEN})`,
  prod: "github.event_name == 'push' || github.event_name == 'workflow_dispatch'",
  clean: `github.event_name == 'schedule' || (${IS_CLOSED} && ${OWN_PULL_REQUEST})`,
  gate: `always() && ${IS_OPEN}`,
};

const atItsMoment = (job: Job): Job => ({ ...job, if: MOMENTS[job.id] ?? job.if });

const beside = (job: Job): Job => ({
  ...job,
  id: job.id === "dev" ? ALONG : job.id,
  needs: job.needs?.map((id) => (id === "dev" ? ALONG : id)),
});

/** Every moment of the deployments in one workflow, which one short file calls. */
export const deploymentsAtAllMoments: Workflow = {
  file: "prefect-deployments",
  name: "Prefect deployments",
  description:
    "What a pull request changes goes to DEV, what is merged to PROD. Require the check `deployments gate`.",
  on: {
    pull_request: { types: [...ON_PULL_REQUEST.pull_request.types, "closed"] },
    merge_group: null,
    push: deploymentsOnMerge.on.push,
    schedule: deploymentsOnClose.on.schedule,
    workflow_dispatch: deploymentsOnMerge.on.workflow_dispatch,
  },
  concurrency: ofPullRequest("deployments"),
  settings: [...deploymentsOnMerge.settings, IMPORT_IMAGE],
  jobs: [...deploymentsOnPullRequest.jobs, ...deploymentsOnMerge.jobs.map(beside), cleanDev, comment].map(
    atItsMoment,
  ),
};
