import { type Reporter, throwIfAny } from "#diagnostics";
import { type DeploymentDefinition, type ProjectFiles, readProject } from "#prefect-project";
import type { Source } from "../source.ts";

/**
 * Reads the definitions of a source and tells what is odd about them.
 *
 * @param isRemoving whether deployments are removed: then a glob whose last file is gone is no mistake
 * @throws FaultError with everything that is wrong with the files
 */
export async function load(
  { tree }: Source,
  files: ProjectFiles,
  reporter: Reporter,
  { isRemoving = false } = {},
): Promise<readonly DeploymentDefinition[]> {
  const { definitions, faults, unmatched, warnings } = await readProject(tree, files);
  for (const warning of warnings) reporter.warning(warning);
  throwIfAny([...faults, ...(isRemoving ? [] : unmatched.map(({ fault }) => fault))]);
  return definitions;
}
