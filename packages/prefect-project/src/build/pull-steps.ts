import { posix } from "node:path";
import { withRevision } from "../clone/revision.ts";
import type { Config, ConfigValue } from "../config-value.ts";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import type { EffectiveSteps } from "../definitions/steps.ts";
import type { BuildContext } from "./build-context.ts";
import { defaultPull } from "./default-pull.ts";
import { jobVariables } from "./deployment-fields.ts";
import { allFound, type Part, part } from "./part.ts";
import { environmentInPull } from "./pull-environment.ts";
import { applyToConfig, type Values } from "./templates.ts";

/**
 * The pull steps that are stored: the deployment's, else its file's, else Prefect's own. What steps put out and what
 * the environment holds is filled in, all else is left for the worker.
 */
export function pullSteps(
  steps: EffectiveSteps,
  config: Config,
  outputs: Omit<Values, "removeUnknown">,
  { folder }: DeploymentDefinition,
  { overrides = {}, workingDirectory, placeholders }: BuildContext,
): Part<Config[]> {
  const given =
    steps.pull ??
    defaultPull(
      stepsOf(config.get("build")) ?? steps.build,
      jobVariables(config),
      posix.join(workingDirectory, folder),
    );
  const filled = given.map((step) => applyToConfig(step, { ...outputs, removeUnknown: false }));
  const revised = withRevision(filled, overrides, placeholders);
  return part(revised.value, allFound([environmentInPull(given, outputs.env), revised]));
}

function stepsOf(value: ConfigValue | undefined): Config[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value.filter((step) => step instanceof Map) : undefined;
}
