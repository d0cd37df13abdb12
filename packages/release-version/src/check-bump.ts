import picomatch from "picomatch";
import { type Fault, FaultError } from "#diagnostics";
import type { Repository } from "#git";
import { repositoryPath, shortCommit } from "#git";
import { MissingVersion } from "./file-formats.ts";
import { versionPatch } from "./patch.ts";
import { type Bump, judgeFirst, judgeRaise, judgeStep, type NextVersions, nextVersions } from "./step.ts";
import { readVersion, type StatedVersion } from "./version-file.ts";

export interface BumpCheckOptions {
  repository: Repository;
  /** Path of the version file, relative to the repository's root. */
  file: string;
  /** What the checked-out commit is compared with, at their merge base; undefined where there is nothing before. */
  base: string | undefined;
  /** Stands before the version in the name of its tag, such as `v`. */
  tagPrefix: string;
  allowPreReleases: boolean;
  /** Whether exactly one step is taken; else the version may be raised by any number of them. */
  oneStep: boolean;
  /** Globs: a new version is asked for only when a changed file matches one. Empty stands for every file. */
  whenChanged: readonly string[];
}

export interface BumpCheck {
  version: string;
  /** Undefined where the base states none. */
  previousVersion: string | undefined;
  /** Undefined where the step is refused. */
  bump: Bump | undefined;
  /** What may come after the version at the base; undefined where the base states none. */
  next: NextVersions | undefined;
  tag: string;
  tagExists: boolean;
  /** The commit that was compared with. */
  baseCommit: string | undefined;
  /** Changed files that ask for a new version. */
  changedFiles: string[];
  /** Why the version that the file states can't be released. */
  refusal: Fault | undefined;
  /** Set where the version should have been raised and was not. */
  missingBump: MissingBump | undefined;
  /** Worth telling, and no fault. */
  notes: string[];
}

export interface MissingBump {
  fault: Fault;
  /** Raises the version to the next patch version; for `git apply`. */
  patch: string | undefined;
}

/**
 * Compares the version in the working tree with the one at the merge base.
 * @throws FaultError where the file states no usable version, or the base can't be fetched
 */
export async function checkVersionBump(options: BumpCheckOptions): Promise<BumpCheck> {
  const { repository } = options;
  const file = repositoryPath(options.file);
  const text = await repository.workingTree().read(file);
  if (text === undefined) throw new FaultError(absentFile(file));
  const stated = readVersion(file, text);
  const head = await repository.head();
  const baseCommit = options.base === undefined ? undefined : await findBase(repository, head, options.base);
  const previous = await readPrevious(repository, baseCommit, file);
  const changedFiles = await findChanges(repository, baseCommit, head, options.whenChanged);
  const tag = `${options.tagPrefix}${stated.version.text}`;
  const taggedCommit = (await knownTags(repository)).get(tag);
  const next = previous.version && nextVersions(previous.version);
  const judge = options.oneStep ? judgeStep : judgeRaise;
  const judgement = previous.version
    ? judge(previous.version, stated.version, options.allowPreReleases)
    : judgeFirst(stated.version, options.allowPreReleases);
  const bump = judgement.accepted ? judgement.bump : undefined;
  const isRaised = bump !== undefined && bump !== "none";
  const isMissing = bump === "none" && changedFiles.length > 0;
  let refusal: Fault | undefined;
  if (!judgement.accepted) refusal = wrongStep(stated, judgement.reason, options.oneStep ? next : undefined);
  // The tag of this very commit is what an earlier run of the release made.
  else if (isRaised && taggedCommit && taggedCommit !== head) refusal = takenTag(stated, tag, taggedCommit);
  return {
    version: stated.version.text,
    previousVersion: previous.version?.text,
    bump,
    next,
    tag,
    tagExists: taggedCommit !== undefined,
    baseCommit,
    changedFiles,
    refusal,
    missingBump: isMissing && next ? missingBump(text, stated, next, changedFiles) : undefined,
    notes: previous.note === undefined ? [] : [previous.note],
  };
}

async function findBase(repository: Repository, head: string, base: string): Promise<string> {
  const commit = await repository.fetchCommit(base);
  if (commit === null) {
    throw new FaultError({
      code: "commit-missing",
      message: `The base ${base} is neither in this clone nor on its remote.`,
      fix: "Check base-ref, and give the checkout step fetch-depth: 0 or this step a token that may read the repository.",
    });
  }
  const mergeBase = await repository.mergeBase(commit, head);
  if (mergeBase === null) {
    throw new FaultError({
      code: "commits-unrelated",
      message: `The base ${base} and the checked-out commit have no common history in this clone.`,
      fix: "Give the checkout step fetch-depth: 0; where the histories are really apart, name another base-ref.",
    });
  }
  return mergeBase;
}

/** A base without the file or without a version in it makes this a first release. */
async function readPrevious(repository: Repository, baseCommit: string | undefined, file: string) {
  const text = baseCommit === undefined ? undefined : await repository.treeAt(baseCommit).read(file);
  if (text === undefined) return { version: undefined };
  try {
    return { version: readVersion(file, text).version };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    if (error instanceof MissingVersion) return { version: undefined };
    const reason = error.faults.map(({ message }) => message).join(" ");
    return {
      version: undefined,
      note: `The base has nothing to compare with, so any version is accepted: ${reason}`,
    };
  }
}

async function findChanges(
  repository: Repository,
  baseCommit: string | undefined,
  head: string,
  globs: readonly string[],
): Promise<string[]> {
  if (baseCommit === undefined) return [];
  const isWanted = globs.length === 0 ? () => true : picomatch([...globs], { dot: true });
  return (await repository.changedFiles(baseCommit, head))
    .filter(
      ({ path, previousPath }) => isWanted(path) || (previousPath !== undefined && isWanted(previousPath)),
    )
    .map(({ path }) => path);
}

/** A runner's clone has no tags, so the remote is asked; a clone without a remote has only its own. */
async function knownTags(repository: Repository): Promise<ReadonlyMap<string, string>> {
  return repository.remoteUrl === null ? repository.tags() : repository.remoteTags();
}

function absentFile(file: string): Fault {
  return {
    code: "version-file-unusable",
    message: `The version file ${file} is not in the repository.`,
    fix: "Check version-file, and that the repository is checked out before this step.",
  };
}

function wrongStep(stated: StatedVersion, reason: string, next: NextVersions | undefined): Fault {
  const fix = next
    ? `Use ${nextInWords(next)}.`
    : "Use a higher version, without a pre-release unless pre-releases is set.";
  return { code: "version-step", message: reason, location: stated.location, fix };
}

function takenTag({ version, location }: StatedVersion, tag: string, commit: string): Fault {
  return {
    code: "version-released",
    message: `Version ${version.text} was released before: tag ${tag} stands at commit ${shortCommit(commit)}.`,
    location,
    fix: "Bring the branch up to date with its base, and raise the version from there.",
  };
}

function missingBump(
  text: string,
  stated: StatedVersion,
  next: NextVersions,
  changedFiles: readonly string[],
): MissingBump {
  const [first = "", ...others] = changedFiles;
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return {
    fault: {
      code: "version-unchanged",
      message: `${first}${more} changed, and the version is still ${stated.version.text}.`,
      location: stated.location,
      fix: `Raise it to ${nextInWords(next)}.`,
    },
    patch: versionPatch(text, stated, next.patch),
  };
}

/** `1.2.4 (patch), 1.3.0 (minor) or 2.0.0 (major)`; after a pre-release equal ones are named once. */
export function nextInWords({ patch, minor, major }: NextVersions): string {
  const names = new Map<string, string[]>();
  for (const [name, version] of Object.entries({ patch, minor, major })) {
    names.set(version, [...(names.get(version) ?? []), name]);
  }
  const parts = [...names].map(([version, kinds]) => `${version} (${kinds.join(", ")})`);
  return parts.length === 1 ? parts.join() : `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}
