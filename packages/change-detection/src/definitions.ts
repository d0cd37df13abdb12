import { formatFault, throwIfAny } from "#diagnostics";
import type { SourceTree } from "#flow-source";
import { type CommitTree, repositoryPath } from "#git";
import {
  isDefaultPoolChanged,
  type Project,
  type ProjectFiles,
  projectFileMatcher,
  readProject,
} from "#prefect-project";
import type { TreeDifference } from "./compare-trees.ts";
import { definitionMatcher, sharedFileMatcher } from "./definition-files.ts";
import type { ReducedTrees } from "./same-parts.ts";

/** The definitions of both sides. */
export interface Definitions {
  head: Project;
  /** Those of the base, or why they can't be known. */
  base: Project | { problem: string };
  /** How many of the head's deployments are the same in every respect and were not read. */
  leftOut: number;
}

/** Reads the definitions of a commit. Throws a FaultError where a glob or a folder leads to no file. */
export async function readHead(tree: SourceTree, files: ProjectFiles): Promise<Project> {
  const project = await readProject(tree, files);
  throwIfAny(project.unmatched.map(({ fault }) => fault));
  return project;
}

/**
 * Reads the definitions of both sides, without what is known to be the same; for faults, the files are read whole.
 *
 * Throws a FaultError where a glob or a folder leads to no file on either side.
 */
export async function readBothSides(
  trees: { base: CommitTree; head: CommitTree },
  files: ProjectFiles,
  reduced: ReducedTrees,
  difference: TreeDifference,
): Promise<Definitions> {
  const isSame =
    ![...difference.changed].some(definitionMatcher(files)) &&
    !(await isDefaultPoolChanged(trees.base, trees.head, difference.changed));
  if (isSame) {
    const head = await readProject(reduced.head, files);
    if (isSound(head)) {
      return { head, base: head, leftOut: reduced.count };
    }
  } else if (reduced.count > 0) {
    const [head, base] = await Promise.all([readProject(reduced.head, files), readBase(reduced.base, files)]);
    if (isSound(head) && !("problem" in base) && base.broken.length === 0) {
      return { head, base, leftOut: reduced.count };
    }
  }
  const [head, base] = await Promise.all([readProject(trees.head, files), readBase(trees.base, files)]);
  await refuseUnmatched(head, trees.base);
  return { head, base, leftOut: 0 };
}

function isSound({ broken, unmatched }: Project): boolean {
  return broken.length === 0 && unmatched.length === 0;
}

/** A glob whose last file was removed is no mistake: what that file had declared is removed. */
async function refuseUnmatched({ unmatched }: Project, base: SourceTree): Promise<void> {
  if (unmatched.length === 0) return;
  const before = [...(await base.paths())];
  throwIfAny(
    unmatched.filter(({ entry }) => !before.some(projectFileMatcher([entry]))).map(({ fault }) => fault),
  );
}

/** What the base doesn't have yet declares nothing there; without its base file nothing there is sure. */
async function readBase(tree: SourceTree, files: ProjectFiles): Promise<Project | { problem: string }> {
  const paths = await tree.paths();
  const { overlayFile, ...others } = files;
  const hasOverlay = overlayFile !== undefined && paths.has(repositoryPath(overlayFile));
  const project = await readProject(tree, hasOverlay ? files : others);
  const broken = project.broken.filter(({ path }) => paths.has(path));
  const isShared = sharedFileMatcher(files);
  const [fault] = project.broken.find(({ path }) => isShared(path))?.faults ?? [];
  if (fault) return { problem: formatFault(fault) };
  return { ...project, broken };
}
