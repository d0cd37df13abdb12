import { code, table } from "#action-kit";
import { shortCommit } from "#git";
import type { TaggedRelease } from "#github";

/** What stands where now, and what of it this run made. */
export function summary({ tag, commit, release, created }: TaggedRelease): string {
  const origin = (isNew: boolean) => (isNew ? "made now" : "was there");
  const page = `[${release.draft ? "draft" : "release"}](<${release.url}>)`;
  return [
    `### Version ${code(tag)} at ${code(shortCommit(commit))}\n`,
    table(
      ["tag", "release"],
      [[`${code(tag)} ${origin(created.tag)}`, `${page} ${origin(created.release)}`]],
    ),
  ].join("\n");
}
