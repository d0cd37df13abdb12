/** How a version is spelled: by PEP 440 (`1.3.0rc1`) or by Semantic Versioning 2.0.0 (`1.3.0-rc.1`). */
export type Spelling = "python" | "semver";

/** Major, minor and patch. */
export type VersionCore = readonly [major: number, minor: number, patch: number];

export interface PreRelease {
  /** `rc` of `rc1` and of `rc.1`; empty where semver's pre-release is only a number. */
  label: string;
  /** The number that counts up, undefined for a bare label such as `-beta`. */
  number: number | undefined;
}

/** A version that can become an image tag and a git tag as it is. */
export interface Version {
  /** Its canonical spelling: what the image and the tag are named after. */
  text: string;
  spelling: Spelling;
  release: VersionCore;
  preRelease: PreRelease | undefined;
  /** True for Python's `1.2.3.post1`, which is no step of its own. */
  isPostRelease: boolean;
}

/** Why a text can't be used as a version; completes the sentence "Version `...` ...". */
export interface UnusableVersion {
  problem: string;
  /** What to do about it. */
  fix: string;
}

/** Longest tag that a container registry takes (OCI distribution specification, "Pull"). */
const LONGEST_IMAGE_TAG = 128;

export function tooLong(text: string): UnusableVersion | undefined {
  if (text.length <= LONGEST_IMAGE_TAG) return undefined;
  return {
    problem: `has ${text.length} characters, and an image tag at most ${LONGEST_IMAGE_TAG}.`,
    fix: "Write a shorter version.",
  };
}

export function compareCores(a: VersionCore, b: VersionCore): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
