import type { Json } from "#json";
import { fromJson, toJson } from "../config-value.ts";
import type { Step } from "../definitions/definition.ts";
import type { Problem } from "../model/coerce.ts";
import type { ServerValues } from "./build-context.ts";
import { resolveFromServer } from "./server-templates.ts";

/**
 * Build and push steps with the placeholders of blocks and variables filled in, as `run_steps` of
 * `prefect.deployments.steps.core` does for each step; those of other steps' outputs stay. Whoever runs the steps then
 * needs no access to the server.
 *
 * @returns the steps, and what keeps a placeholder from being filled in
 */
export async function resolveSteps(
  steps: readonly Step[],
  templates: ServerValues,
): Promise<{ steps: Json; problems: readonly Pick<Problem, "message" | "fix">[] }> {
  const problems: Problem[] = [];
  const config = new Map([["steps", fromJson([...steps] as Json)]]);
  const { config: resolved } = await resolveFromServer(config, templates, problems);
  return { steps: toJson(resolved.get("steps") ?? []), problems };
}
