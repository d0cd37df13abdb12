import type { SourceTree } from "#flow-source";
import { type CommitTree, repositoryPath } from "#git";
import {
  entryPointFromRoot,
  type FilePart,
  type FileParts,
  isDefaultPoolChanged,
  type ProjectFiles,
  partsOf,
  withTexts,
} from "#prefect-project";
import type { TreeDifference } from "./compare-trees.ts";
import { definitionMatcher } from "./definition-files.ts";
import type { InputChanges } from "./input-changes.ts";

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
}

interface PartsPair {
  base: FileParts;
  head: FileParts;
  /** Parts of the head that are the same, with their counterparts. */
  same: ReadonlyMap<FilePart, SamePart>;
}

interface SamePart {
  /** Its counterpart at the base. */
  base: FilePart;
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
  inputs: InputChanges,
): Promise<SameParts> {
  const pairs = new Map<string, PartsPair>();
  // What the base file holds, every other file may refer to; the default work pool stands in none of them.
  const baseFile = files.baseFile === undefined ? undefined : repositoryPath(files.baseFile);
  const isBaseFileSame = baseFile === undefined || !difference.changed.has(baseFile);
  const isBaseFileQuiet =
    baseFile === undefined || !inputs.mayBeIn((await head.readMany([baseFile])).get(baseFile) ?? "");
  // An overlay's entries are for deployments that all have to be there.
  const isWhole = files.overlayFile === undefined;
  if (
    isWhole &&
    isBaseFileSame &&
    isBaseFileQuiet &&
    !(await isDefaultPoolChanged(base, head, difference.changed))
  ) {
    const [paths, headPaths] = await Promise.all([base.paths(), head.paths()]);
    const isDefinition = definitionMatcher(files);
    const shared = [...headPaths].filter((path) => paths.has(path) && isDefinition(path));
    const [before, after] = await Promise.all([base.readMany(shared), head.readMany(shared)]);
    for (const path of shared) {
      const pair = pairOf(before.get(path) ?? "", after.get(path) ?? "", inputs, (entrypoint) =>
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
  inputs: InputChanges,
  fromRoot: (entrypoint: string) => string,
): PartsPair | undefined {
  const head = partsOf(after);
  const base = before === after ? head : partsOf(before);
  if (!head || !base || head.rest !== base.rest) return undefined;
  const anchored = ({ parts }: FileParts) =>
    parts.filter(({ hasAnchor }) => hasAnchor).map(({ text }) => text);
  if (anchored(head).join("\0") !== anchored(base).join("\0")) return undefined;
  // What every part gets, or may refer to.
  if ([head.rest, ...anchored(head)].some(inputs.mayBeIn)) return undefined;
  const inBase = keyed(base);
  const same = new Map<FilePart, SamePart>();
  for (const [key, part] of keyed(head)) {
    const counterpart = inBase.get(key);
    if (part && counterpart && !inputs.mayBeIn(part.text)) {
      same.set(part, { base: counterpart, entrypoint: fromRoot(part.entrypoint ?? "") });
    }
  }
  return { base, head, same };
}

/** Parts that can be left out by what gives them their meaning; undefined where two are alike. */
function keyed({ parts }: FileParts): Map<string, FilePart | undefined> {
  const found = new Map<string, FilePart | undefined>();
  let anchorsBefore = 0;
  for (const part of parts) {
    if (part.hasAnchor) anchorsBefore++;
    if (part.hasAnchor || part.entrypoint === null) continue;
    const key = `${anchorsBefore}\0${part.text}`;
    found.set(key, found.has(key) ? undefined : part);
  }
  return found;
}

function reduce(
  base: SourceTree,
  head: SourceTree,
  pairs: ReadonlyMap<string, PartsPair>,
  isCodeChanged: (entrypoint: string) => boolean,
): ReducedTrees {
  const texts = { base: new Map<string, string>(), head: new Map<string, string>() };
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
    }
  }
  return {
    base: withTexts(base, texts.base),
    head: withTexts(head, texts.head),
    count,
  };
}
