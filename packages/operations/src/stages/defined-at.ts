import { type ReadFlowName, readFlowName } from "#change-detection";
import { FaultError } from "#diagnostics";
import { type ProjectFiles, readProject } from "#prefect-project";
import type { Source } from "../source.ts";

/**
 * Which of some deployments a commit defines. A flow whose name its source doesn't tell may be any.
 *
 * @param keys `flow-name/deployment-name` as in the files
 */
export async function definedAt(
  { tree }: Pick<Source, "tree">,
  files: ProjectFiles,
  keys: readonly string[],
  readName: ReadFlowName = readFlowName,
): Promise<Set<string>> {
  const byName = new Map<string, string[]>();
  for (const key of keys) {
    const name = key.slice(key.indexOf("/") + 1);
    byName.set(name, [...(byName.get(name) ?? []), key]);
  }
  const { definitions } = await readProject(tree, files);
  const found = definitions.map(async ({ name, entrypoint, location }) => {
    const wanted = byName.get(name) ?? [];
    if (wanted.length === 0 || entrypoint === null) return [];
    try {
      const flow = await readName(tree, entrypoint, location);
      return wanted.filter((key) => key === `${flow.name}/${name}`);
    } catch (error) {
      if (error instanceof FaultError) return wanted;
      throw error;
    }
  });
  return new Set((await Promise.all(found)).flat());
}
