import semver from "semver";
import { PYTHON_PHASES, parsePythonVersion } from "./python-version.ts";
import { compareCores, type PreRelease, type Version, type VersionCore } from "./version.ts";

/** The step that a version takes; the names are those of `npm version`. */
export type Bump =
  | "major"
  | "minor"
  | "patch"
  /** The first pre-release of a major, minor or patch version. */
  | "premajor"
  | "preminor"
  | "prepatch"
  /** A further pre-release of the same version. */
  | "prerelease"
  /** There is no version at the base. */
  | "initial"
  /** The version is the one at the base. */
  | "none";

/** The three versions that may come next. After a pre-release some of them are equal. */
export interface NextVersions {
  patch: string;
  minor: string;
  major: string;
}

export type Judgement = { accepted: true; bump: Bump } | { accepted: false; reason: string };

/**
 * The versions one step away. After 1.3.0rc1 the next patch and minor version is 1.3.0: a pre-release's own
 * version hasn't been released yet.
 */
export function nextVersions(version: Version): NextVersions {
  const { patch, minor, major } = nextReleases(version);
  return { patch: patch.join("."), minor: minor.join("."), major: major.join(".") };
}

function nextReleases({ release, preRelease }: Version): Record<"patch" | "minor" | "major", VersionCore> {
  const [major, minor, patch] = release;
  const pending = preRelease !== undefined;
  return {
    patch: pending ? release : [major, minor, patch + 1],
    minor: pending && patch === 0 ? release : [major, minor + 1, 0],
    major: pending && patch === 0 && minor === 0 ? release : [major + 1, 0, 0],
  };
}

/** Says whether `next` is exactly one step after `previous`, and which one. Reasons are whole sentences. */
export function judgeStep(previous: Version, next: Version, allowPreReleases: boolean): Judgement {
  const order = compareVersions(previous, next);
  if (order === undefined) {
    return refuse(
      `${next.text} and ${previous.text} name their pre-releases in ways that can't be compared.`,
    );
  }
  if (order === 0) return { accepted: true, bump: "none" };
  if (order > 0) return refuse(`${next.text} is lower than ${previous.text}.`);
  if (next.isPostRelease) return refuse(`${next.text} is a post-release, which is none of the steps.`);
  if (!Object.values(nextReleases(previous)).some((release) => compareCores(release, next.release) === 0)) {
    return refuse(`${next.text} is more than one step after ${previous.text}.`);
  }
  const size = sizeOf(next.release);
  if (!next.preRelease) return { accepted: true, bump: size };
  if (!allowPreReleases) return refusePreRelease(next);
  const isSameVersion = compareCores(previous.release, next.release) === 0;
  if (previous.preRelease && isSameVersion) {
    return isNextPreRelease(previous.preRelease, next.preRelease)
      ? { accepted: true, bump: "prerelease" }
      : refuse(`${next.text} is more than one step after ${previous.text}.`);
  }
  return isFirst(next.preRelease)
    ? { accepted: true, bump: `pre${size}` }
    : refuse(`${next.text} is not the first pre-release of its version.`);
}

/**
 * Says whether `next` is higher than `previous`, however many steps lie between, and which is the biggest of them: what
 * several pull requests raised one after another, and a push brings at once.
 */
export function judgeRaise(previous: Version, next: Version, allowPreReleases: boolean): Judgement {
  const step = judgeStep(previous, next, allowPreReleases);
  const order = compareVersions(previous, next);
  if (step.accepted || order === undefined || order >= 0 || next.isPostRelease) return step;
  if (next.preRelease && !allowPreReleases) return refusePreRelease(next);
  const [major, minor] = next.release.map((number, index) => number !== previous.release[index]);
  const size = major ? "major" : minor ? "minor" : "patch";
  if (!next.preRelease) return { accepted: true, bump: size };
  const isSameVersion = compareCores(previous.release, next.release) === 0;
  return { accepted: true, bump: isSameVersion ? "prerelease" : `pre${size}` };
}

/** Says whether a version may be the first one of all. */
export function judgeFirst(version: Version, allowPreReleases: boolean): Judgement {
  if (version.preRelease && !allowPreReleases) return refusePreRelease(version);
  return { accepted: true, bump: "initial" };
}

const refuse = (reason: string): Judgement => ({ accepted: false, reason });
const refusePreRelease = ({ text }: Version) =>
  refuse(`${text} is a pre-release, and those are not allowed here.`);

function sizeOf([, minor, patch]: VersionCore): "major" | "minor" | "patch" {
  if (patch > 0) return "patch";
  return minor > 0 ? "minor" : "major";
}

/** Counting begins at 0 (npm) or 1 (Python's habit), or with a bare label. */
const isFirst = ({ number }: PreRelease) => number === undefined || number <= 1;

function isNextPreRelease(previous: PreRelease, next: PreRelease): boolean {
  if (previous.label !== next.label || previous.number === undefined) return isFirst(next);
  return next.number === previous.number + 1;
}

/** Negative where `a` comes before `b`; undefined where the two have no order. */
export function compareVersions(a: Version, b: Version): number | undefined {
  const releases = compareCores(a.release, b.release);
  if (releases !== 0) return releases;
  if (a.preRelease && b.preRelease) return comparePreReleases(a, b);
  if (a.preRelease || b.preRelease) return a.preRelease ? -1 : 1;
  if (a.isPostRelease && b.isPostRelease) return postNumber(a) - postNumber(b);
  return Number(a.isPostRelease) - Number(b.isPostRelease);
}

function comparePreReleases(a: Version, b: Version): number | undefined {
  if (a.spelling === "semver" && b.spelling === "semver") return semver.compare(a.text, b.text);
  const [first, second] = [asPython(a), asPython(b)];
  if (!first || !second) return undefined;
  const phases = PYTHON_PHASES.indexOf(first.label) - PYTHON_PHASES.indexOf(second.label);
  return phases || (first.number ?? 0) - (second.number ?? 0);
}

/** PEP 440 reads semver's common pre-releases too: `1.3.0-rc.1` is `1.3.0rc1`. */
function asPython(version: Version): PreRelease | undefined {
  if (version.spelling === "python") return version.preRelease;
  const parsed = parsePythonVersion(version.text);
  return "problem" in parsed ? undefined : parsed.preRelease;
}

const postNumber = ({ text }: Version) => Number(text.match(/\d+$/)?.[0] ?? 0);
