import { example } from "./api-description.ts";
import { type Handlers, notFound, ok } from "./handler.ts";

/**
 * Starting workflows by hand, of which it is only noted that one was started (refusals are not described; plan them), and
 * the workflow runs that a test put into `repository.workflowRuns`.
 */
export const workflows: Handlers = {
  "actions/create-workflow-dispatch": ({ repository, parameters, body }) => {
    const { ref, inputs = {} } = body as { ref: string; inputs?: object };
    repository.started.push({ workflow: parameters.workflow_id ?? "", ref, inputs });
    return { status: 204 };
  },

  "actions/get-workflow-run": ({ repository, parameters }) => {
    const status = repository.workflowRuns.get(parameters.run_id ?? "");
    if (status === undefined) return notFound();
    const conclusion = status === "completed" ? "failure" : null;
    return ok({ ...(example("workflow-run") as object), id: Number(parameters.run_id), status, conclusion });
  },
};
