import type { Config, ConfigValue } from "../config-value.ts";
import type { DeploymentDefinition } from "../definitions/definition.ts";
import type { Problem } from "../model/coerce.ts";
import type { DesiredAutomation } from "./desired-deployment.ts";
import { type Part, type Placed, part } from "./part.ts";
import { applyToConfig, type Values } from "./templates.ts";
import { triggerAutomation } from "./triggers.ts";

/** The automations of a deployment's triggers; one without a name is named after the deployment. */
export function desiredAutomations(
  triggers: ConfigValue | undefined,
  deploymentName: string,
  outputs: Omit<Values, "removeUnknown">,
  definition: DeploymentDefinition,
): Part<Placed<DesiredAutomation>[]> {
  const problems: Problem[] = [];
  const ignored: Problem[] = [];
  const automations = (Array.isArray(triggers) ? triggers : []).flatMap((given, index) => {
    if (!(given instanceof Map)) return [];
    const path = ["triggers", index];
    const defaultName = `${deploymentName}__automation_${index + 1}`;
    const made = triggerAutomation(filled(given, outputs), defaultName, path, problems, ignored);
    return made ? [{ value: { ...made, location: definition.locate(path) }, path }] : [];
  });
  return part(automations, { problems, warnings: ignored });
}

/** Placeholders of a trigger's parameters are filled when it fires, all others here. */
function filled(trigger: Config, outputs: Omit<Values, "removeUnknown">): Config {
  const rest = new Map(trigger);
  rest.delete("parameters");
  const spec = applyToConfig(rest, { ...outputs, removeUnknown: true });
  const parameters = trigger.get("parameters") ?? null;
  return parameters === null ? spec : spec.set("parameters", parameters);
}
