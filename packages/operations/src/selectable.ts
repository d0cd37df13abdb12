import { ALL, tagsOf } from "#deployment-plan";
import { type DeploymentDefinition, deploymentName } from "#prefect-project";
import type { PlanOptions } from "./plan-options.ts";

/**
 * The definitions that a selection may mean, told by their own names alone: finding out a flow's name needs its
 * source, so that the cost of a deployment selected by name must not grow with the number of all flows. It is all of
 * them for patterns, tags, exceptions, removals and for a selector that no definition has the name of: its error
 * suggests others.
 */
export function selectable(
  definitions: readonly DeploymentDefinition[],
  { deployments, except = [], removed, namePrefix }: Selecting,
): readonly DeploymentDefinition[] {
  const isOpen = deployments.includes(ALL) || tagsOf(deployments).length > 0;
  if (isOpen || except.length > 0 || removed.length > 0) return definitions;
  const namesOf = ({ name }: DeploymentDefinition) => [name, deploymentName(name, namePrefix)];
  const defined = new Set(definitions.flatMap(namesOf));
  const wanted = deployments.map((selector) => selector.slice(selector.indexOf("/") + 1));
  if (!wanted.every((name) => defined.has(name) && !/[*?[{]/.test(name))) return definitions;
  const names = new Set(wanted);
  return definitions.filter((one) => hasPlaceholder(one) || namesOf(one).some((name) => names.has(name)));
}

type Selecting = Pick<PlanOptions, "deployments" | "except" | "removed" | "namePrefix">;

/** What it is called is known only once its placeholders are resolved. */
function hasPlaceholder({ name, entrypoint }: DeploymentDefinition): boolean {
  return [name, entrypoint].some((text) => text?.includes("{{"));
}
