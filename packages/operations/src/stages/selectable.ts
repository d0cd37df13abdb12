import { parseSelector, type Selector } from "#deployment-plan";
import { type DeploymentDefinition, deploymentName } from "#prefect-project";
import type { Selecting } from "./select.ts";

/**
 * The definitions that a selection may mean, told by their own names alone: finding out a flow's name needs its
 * source, so that the cost of a deployment selected by name must not grow with the number of all flows. It is all of
 * them where what left the files is to be found, for patterns, tags, exceptions, removals and for a selector that no definition has the name of: its error
 * suggests others.
 */
export function selectable(
  definitions: readonly DeploymentDefinition[],
  { deployments, except, removed, namePrefix, prune = false }: Selecting & { prune?: boolean },
): readonly DeploymentDefinition[] {
  if (prune) return definitions;
  const selectors = deployments.map(parseSelector);
  if (except.length > 0 || removed.length > 0 || selectors.some((one) => one.kind !== "key"))
    return definitions;
  const namesOf = ({ name }: DeploymentDefinition) => [name, deploymentName(name, namePrefix)];
  const defined = new Set(definitions.flatMap(namesOf));
  const wanted = new Set(selectors.map(nameOf));
  if (![...wanted].every((name) => name !== undefined && defined.has(name))) return definitions;
  return definitions.filter((one) => hasPlaceholder(one) || namesOf(one).some((name) => wanted.has(name)));
}

/** The deployment's own name that a selector asks for, whatever it asks of the flow; undefined where it is a pattern. */
function nameOf(selector: Selector): string | undefined {
  return selector.kind === "key" ? selector.name.exact : undefined;
}

/** What it is called is known only once its placeholders are resolved. */
function hasPlaceholder({ name, entrypoint }: DeploymentDefinition): boolean {
  return [name, entrypoint].some((text) => text?.includes("{{"));
}
