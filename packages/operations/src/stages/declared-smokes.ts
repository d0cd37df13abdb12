import { throwIfAny } from "#diagnostics";
import { deploymentName, readProject, type Smoke } from "#prefect-project";
import type { RunValues } from "../options/index.ts";
import { openSource, projectFiles, workingSource } from "../source.ts";
import type { Surroundings } from "../surroundings.ts";
import { flowCatalog } from "./flow-catalog.ts";

/**
 * How definitions of the checked-out files say that live deployments are tried, by key as on the server; those that say
 * nothing are not in the map.
 *
 * @param keys of the live deployments that are asked for
 * @throws FaultError where the files, or the flow of one that says something, can't be read
 */
export async function declaredSmokes(
  options: RunValues & Surroundings,
  keys: readonly string[],
): Promise<Map<string, Smoke>> {
  const repository = await openSource(options);
  const source = await workingSource(repository);
  const { definitions, faults, unmatched, warnings } = await readProject(source.tree, projectFiles(options));
  for (const warning of warnings) options.reporter.warning(warning);
  throwIfAny([...faults, ...unmatched.map(({ fault }) => fault)]);
  const flows = flowCatalog(options, source.tree, source.root);
  const names = new Set(keys.map((key) => key.slice(key.indexOf("/") + 1)));
  const found = definitions.map(async ({ name, entrypoint, smoke, locate }) => {
    const own = deploymentName(name, options.namePrefix);
    if (smoke === null || entrypoint === null || !names.has(own)) return [];
    const flow = await flows.name(entrypoint, locate(["entrypoint"]));
    return [[`${flow.name}/${own}`, smoke] as const];
  });
  return new Map((await Promise.all(found)).flat());
}
