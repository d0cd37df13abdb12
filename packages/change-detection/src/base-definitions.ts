import picomatch from "picomatch";
import { FaultError, formatFault } from "#diagnostics";
import type { CommitTree } from "#git";
import { type DeploymentDefinition, type Project, type ProjectFiles, readProject } from "#prefect-project";
import type { TreeDifference } from "./compare-trees.ts";

/** The definitions at the base, or why they can't be known. */
export type BaseDefinitions =
  | { definitions: readonly DeploymentDefinition[]; problem: null }
  | { definitions: readonly []; problem: string };

/**
 * Reads the definitions as they were at the base. Where no file of theirs differs, they are those of the head and
 * nothing is read; a file that the base doesn't have yet defines nothing there.
 */
export async function readBaseDefinitions(
  base: CommitTree,
  head: Project,
  files: ProjectFiles,
  difference: TreeDifference,
): Promise<BaseDefinitions> {
  if (!mayDefine(files, head, difference.changed)) return { definitions: head.definitions, problem: null };
  const paths = [...(await base.paths())];
  const prefectFiles = files.prefectFiles.filter((named) => paths.some(matcher(named)));
  if (prefectFiles.length === 0) return { definitions: [], problem: null };
  try {
    const project = await readProject(base, { ...files, prefectFiles });
    const [fault] = project.faults;
    if (!fault) return { definitions: project.definitions, problem: null };
    return { definitions: [], problem: formatFault(fault) };
  } catch (error) {
    if (error instanceof FaultError) return { definitions: [], problem: error.message };
    throw error;
  }
}

/** Whether one of the changed paths holds definitions, at whichever side. */
function mayDefine(files: ProjectFiles, head: Project, changed: ReadonlySet<string>): boolean {
  const named = [...files.prefectFiles, ...(files.baseFile === undefined ? [] : [files.baseFile])];
  const known = new Set(head.files);
  const matchers = named.map(matcher);
  return [...changed].some((path) => known.has(path) || matchers.some((matches) => matches(path)));
}

/** Whether a path is the named file, is in the named folder, or matches the named glob. */
function matcher(named: string): (path: string) => boolean {
  const plain = named.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  if (plain === "" || plain === ".") return (path) => /\.ya?ml$/.test(path);
  const glob = picomatch(plain, { dot: true });
  return (path) => path === plain || path.startsWith(`${plain}/`) || glob(path);
}
