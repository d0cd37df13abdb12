import semver from "semver";
import type { Repository } from "#git";
import { majorTag } from "../../pipelines/identity.ts";

/**
 * The tag that moves to a release: `v1` for 1.4.2, so that users of `@v1` get it. None for a pre-release, nor for a
 * release that a newer one of its major version has overtaken.
 * @param tags of the remote, such as `v1.4.1` and `v1`
 */
export function movingTag(version: string, tags: Iterable<string>): string | undefined {
  if (semver.prerelease(version) !== null) return undefined;
  const isOvertaken = [...tags]
    .map((tag) => semver.valid(tag.replace(/^v/, "")))
    .some(
      (other) =>
        other !== null &&
        semver.prerelease(other) === null &&
        semver.major(other) === semver.major(version) &&
        semver.gt(other, version),
    );
  return isOvertaken ? undefined : majorTag(version);
}

/** Moves the major version's tag of the remote to the commit of a release. Returns the tag, if one was to move. */
export async function moveMajorTag(
  repository: Repository,
  version: string,
  commit: string,
): Promise<string | undefined> {
  const tag = movingTag(version, (await repository.remoteTags()).keys());
  if (tag !== undefined) await repository.moveTag(tag, commit);
  return tag;
}
