import type { Handlers } from "./handler.ts";

/** Starting workflows by hand: it is only noted that one was started. Refusals are not described; plan them. */
export const workflows: Handlers = {
  "actions/create-workflow-dispatch": ({ repository, parameters, body }) => {
    repository.started.push({ workflow: parameters.workflow_id ?? "", ref: String(body.ref) });
    return { status: 204 };
  },
};
