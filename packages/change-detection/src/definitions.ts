import { FaultError, formatFault, throwIfAny } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import type { CommitTree } from "#git";
import { type Project, type ProjectFiles, readProject } from "#prefect-project";
import type { TreeDifference } from "./compare-trees.ts";
import { definitionMatcher, present } from "./definition-files.ts";
import type { ReducedTrees } from "./same-parts.ts";

/** The definitions of both sides. */
export interface Definitions {
  head: Project;
  /** Those of the base, or why they can't be known. */
  base: Project | { problem: string };
  /** How many of the head's deployments are the same in every respect and were not read. */
  leftOut: number;
}

const noDefinitions: Project = { definitions: [], files: [], faults: [], warnings: [] };

/** Reads the definitions of a commit. Throws a FaultError with every fault. */
export async function readHead(tree: SourceTree, files: ProjectFiles): Promise<Project> {
  const project = await readProject(tree, files);
  throwIfAny(project.faults);
  return project;
}

/**
 * Reads the definitions of both sides, without what is known to be the same. Where the files turn out to be of a
 * form that can't be taken apart, and for faults, they are read whole.
 *
 * Throws a FaultError with every fault of the head.
 */
export async function readBothSides(
  trees: { base: CommitTree; head: CommitTree },
  files: ProjectFiles,
  reduced: ReducedTrees,
  difference: TreeDifference,
): Promise<Definitions> {
  if (![...difference.changed].some(definitionMatcher(files))) {
    const head = await readProject(reduced.head, files);
    if (head.faults.length === 0 && reduced.isAsExpected("head", head)) {
      return { head, base: head, leftOut: reduced.count };
    }
  } else if (reduced.count > 0) {
    const [head, base] = await Promise.all([readProject(reduced.head, files), readBase(reduced.base, files)]);
    const isSound = head.faults.length === 0 && !("problem" in base);
    if (isSound && reduced.isAsExpected("head", head) && reduced.isAsExpected("base", base)) {
      return { head, base, leftOut: reduced.count };
    }
  }
  const [head, base] = await Promise.all([readHead(trees.head, files), readBase(trees.base, files)]);
  return { head, base, leftOut: 0 };
}

/** A file that the base doesn't have yet defines nothing there. */
async function readBase(tree: SourceTree, files: ProjectFiles): Promise<Project | { problem: string }> {
  const prefectFiles = present(files.prefectFiles, await tree.paths());
  if (prefectFiles.length === 0) return noDefinitions;
  try {
    const project = await readProject(tree, { ...files, prefectFiles });
    const [fault] = project.faults;
    return fault ? { problem: formatFault(fault) } : project;
  } catch (error) {
    if (error instanceof FaultError) return { problem: error.message };
    throw error;
  }
}
