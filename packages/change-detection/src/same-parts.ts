import type { SourceTree } from "#flow-source";
import { type CommitTree, repositoryPath } from "#git";
import { entryPointFromRoot, isDefaultPoolChanged, type Project, type ProjectFiles } from "#prefect-project";
import type { TreeDifference } from "./compare-trees.ts";
import { definitionMatcher } from "./definition-files.ts";
import { type Part, type SplitFile, splitFile } from "./split-file.ts";

/** Deployments that stand word for word at both sides, with the same around them. */
export interface SameParts {
  /** Their entry points. */
  entrypoints: ReadonlySet<string>;
  /** Both trees without those of them whose code is the same too. */
  leaveOut(isCodeChanged: (entrypoint: string) => boolean): ReducedTrees;
}

export interface ReducedTrees {
  base: SourceTree;
  head: SourceTree;
  /** How many deployments were left out. */
  count: number;
  /**
   * Whether a reading of the reduced tree found each deployment that was not left out where it should be. Otherwise
   * the files are of a form that can't be taken apart by lines.
   */
  isAsExpected(side: "base" | "head", project: Project): boolean;
}

interface SplitPair {
  base: SplitFile;
  head: SplitFile;
  /** Parts of the head that are the same, with their counterparts. */
  same: ReadonlyMap<Part, SamePart>;
}

interface SamePart {
  /** Its counterpart at the base. */
  base: Part;
  /** Its entry point, relative to the repository's root. */
  entrypoint: string;
}

/**
 * Finds the deployments that need no reading. With thousands of them, reading all of both sides is nearly all that a
 * detection would do; few differ.
 */
export async function findSameParts(
  base: CommitTree,
  head: CommitTree,
  files: ProjectFiles,
  difference: TreeDifference,
): Promise<SameParts> {
  const pairs = new Map<string, SplitPair>();
  // What the base file holds, every other file may refer to; the default work pool stands in none of them.
  const isBaseFileSame =
    files.baseFile === undefined || !difference.changed.has(repositoryPath(files.baseFile));
  if (isBaseFileSame && !(await isDefaultPoolChanged(base, head, difference.changed))) {
    const [paths, headPaths] = await Promise.all([base.paths(), head.paths()]);
    const isDefinition = definitionMatcher(files);
    const shared = [...headPaths].filter((path) => paths.has(path) && isDefinition(path));
    const [before, after] = await Promise.all([base.readMany(shared), head.readMany(shared)]);
    for (const path of shared) {
      const pair = pairOf(before.get(path) ?? "", after.get(path) ?? "", (entrypoint) =>
        entryPointFromRoot(entrypoint, path, headPaths),
      );
      if (pair && pair.same.size > 0) pairs.set(path, pair);
    }
  }
  const entrypoints = [...pairs.values()].flatMap(({ same }) =>
    [...same.values()].map(({ entrypoint }) => entrypoint),
  );
  return {
    entrypoints: new Set(entrypoints),
    leaveOut: (isCodeChanged) => reduce(base, head, pairs, isCodeChanged),
  };
}

function pairOf(
  before: string,
  after: string,
  fromRoot: (entrypoint: string) => string,
): SplitPair | undefined {
  const head = splitFile(after);
  const base = before === after ? head : splitFile(before);
  if (!head || !base || head.rest !== base.rest) return undefined;
  const anchored = ({ parts }: SplitFile) =>
    parts.filter(({ mayAnchor }) => mayAnchor).map(({ text }) => text);
  if (anchored(head).join("\0") !== anchored(base).join("\0")) return undefined;
  const inBase = keyed(base);
  const same = new Map<Part, SamePart>();
  for (const [key, part] of keyed(head)) {
    const counterpart = inBase.get(key);
    if (part && counterpart) {
      same.set(part, { base: counterpart, entrypoint: fromRoot(part.entrypoint ?? "") });
    }
  }
  return { base, head, same };
}

/** Parts that can be left out by what gives them their meaning; undefined where two are alike. */
function keyed({ parts }: SplitFile): Map<string, Part | undefined> {
  const found = new Map<string, Part | undefined>();
  let anchorsBefore = 0;
  for (const part of parts) {
    if (part.mayAnchor) anchorsBefore++;
    if (part.mayAnchor || part.entrypoint === null) continue;
    const key = `${anchorsBefore}\0${part.text}`;
    found.set(key, found.has(key) ? undefined : part);
  }
  return found;
}

function reduce(
  base: SourceTree,
  head: SourceTree,
  pairs: ReadonlyMap<string, SplitPair>,
  isCodeChanged: (entrypoint: string) => boolean,
): ReducedTrees {
  const texts = { base: new Map<string, string>(), head: new Map<string, string>() };
  const kept = { base: new Map<string, readonly Part[]>(), head: new Map<string, readonly Part[]>() };
  let count = 0;
  for (const [path, pair] of pairs) {
    const left = [...pair.same].filter(([, { entrypoint }]) => !isCodeChanged(entrypoint));
    count += left.length;
    const out = {
      head: new Set(left.map(([part]) => part)),
      base: new Set(left.map(([, { base }]) => base)),
    };
    for (const side of ["base", "head"] as const) {
      texts[side].set(path, pair[side].without(out[side]));
      kept[side].set(
        path,
        pair[side].parts.filter((part) => !out[side].has(part)),
      );
    }
  }
  return {
    base: withTexts(base, texts.base),
    head: withTexts(head, texts.head),
    count,
    isAsExpected: (side, project) => holdsExactly(project, kept[side]),
  };
}

function holdsExactly(project: Project, kept: ReadonlyMap<string, readonly Part[]>): boolean {
  const lines = new Map<string, number[]>([...kept.keys()].map((path) => [path, []]));
  for (const { file, location } of project.definitions) lines.get(file)?.push((location.line ?? 0) - 1);
  return [...kept].every(([path, parts]) => {
    const found = lines.get(path) ?? [];
    return found.length === parts.length && parts.every(({ from, to }, at) => isWithin(found[at], from, to));
  });
}

function isWithin(line: number | undefined, from: number, to: number): boolean {
  return line !== undefined && line >= from && line < to;
}

function withTexts(tree: SourceTree, texts: ReadonlyMap<string, string>): SourceTree {
  return {
    paths: () => tree.paths(),
    read: async (path) => texts.get(path) ?? tree.read(path),
    async readMany(paths) {
      const wanted = [...paths];
      const others = await tree.readMany(wanted.filter((path) => !texts.has(path)));
      return new Map([
        ...others,
        ...wanted.flatMap((path) => (texts.has(path) ? [[path, texts.get(path) as string] as const] : [])),
      ]);
    },
  };
}
