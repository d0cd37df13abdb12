import type { Handlers } from "./handler.ts";

/** Starting workflows by hand: it is only noted that one was started. Refusals are not described; plan them. */
export const workflows: Handlers = {
  "actions/create-workflow-dispatch": ({ repository, parameters, body }) => {
    const { ref, inputs = {} } = body as { ref: string; inputs?: object };
    repository.started.push({ workflow: parameters.workflow_id ?? "", ref, inputs });
    return { status: 204 };
  },
};
