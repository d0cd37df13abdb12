import type { Fault } from "#diagnostics";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import { sourceOf } from "../definitions/made-definition.ts";
import { effectiveSteps } from "../definitions/steps.ts";
import { MOST_PROBLEMS } from "../model/told.ts";
import { unsetPlaceholders } from "./unset.ts";

/**
 * Warnings of what nothing fills in a definition, by the environment alone: who doesn't build it can tell so much. What
 * a server fills, and what build and push steps put out, is not spoken of.
 */
export function unsetWarnings(
  definition: DeploymentDefinition,
  env: Readonly<Record<string, string | undefined>>,
): Fault[] {
  const { config, sections } = sourceOf(definition);
  const schedule = config.get("schedule");
  const { warnings } = unsetPlaceholders(
    {
      resolved: config,
      written: config,
      missing: [],
      outputs: new Map(),
      steps: effectiveSteps(config, sections),
      isLegacySchedule: schedule instanceof Map && schedule.size > 0,
    },
    { env, unsetVariables: "warn", buildSteps: "run" },
  );
  return warnings
    .slice(0, MOST_PROBLEMS)
    .map(({ path, ...told }) => ({ ...told, location: definition.locate(path) }));
}
