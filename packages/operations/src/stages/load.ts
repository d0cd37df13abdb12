import { type Fault, type Reporter, throwIfAny } from "#diagnostics";
import { type DeploymentDefinition, type ProjectFiles, readProject } from "#prefect-project";
import type { Source } from "../source.ts";

/** What the files of definitions say, as far as they can be read. */
export interface Loaded {
  definitions: readonly DeploymentDefinition[];
  /** What is wrong with files that can't be read: while there is any, nothing counts as removed. */
  broken: readonly Fault[];
}

/**
 * Reads the definitions of a source and tells what is odd about them.
 *
 * @param isRemoving whether deployments are removed: then a glob whose last file is gone is no mistake
 * @param strict whether one file that can't be read refuses all of them
 * @throws FaultError with everything that is wrong with the files, where there is nothing to go on with
 */
export async function load(
  { tree }: Source,
  files: ProjectFiles,
  reporter: Reporter,
  { isRemoving, strict }: { isRemoving: boolean; strict: boolean },
): Promise<Loaded> {
  const { definitions, faults, unmatched, warnings } = await readProject(tree, files);
  for (const warning of warnings) reporter.warning(warning);
  const absent = isRemoving ? [] : unmatched.map(({ fault }) => fault);
  if (strict || absent.length > 0 || definitions.length === 0) throwIfAny([...faults, ...absent]);
  return { definitions, broken: faults };
}
