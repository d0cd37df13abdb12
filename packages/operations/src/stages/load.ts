import { type Reporter, throwIfAny } from "#diagnostics";
import { type DeploymentDefinition, type ProjectFiles, readProject } from "#prefect-project";
import type { Source } from "../source.ts";

/**
 * Reads the definitions of a source and tells what is odd about them.
 *
 * @throws FaultError with everything that is wrong with the files
 */
export async function load(
  { tree }: Source,
  files: ProjectFiles,
  reporter: Reporter,
): Promise<readonly DeploymentDefinition[]> {
  const { definitions, faults, warnings } = await readProject(tree, files);
  for (const warning of warnings) reporter.warning(warning);
  throwIfAny(faults);
  return definitions;
}
