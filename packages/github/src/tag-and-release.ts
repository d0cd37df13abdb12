import { FaultError, type Reporter } from "#diagnostics";
import type { GitHub } from "./client.ts";
import { existsAlready, mayHaveTakenEffect, wasSentAgain } from "./failed-request.ts";
import { gitHubFault } from "./fault.ts";
import type { GitHubRepository } from "./repository.ts";
import { type GitHubRelease, TagsAndReleases } from "./tags-and-releases.ts";

export interface TagAndReleaseOptions {
  github: GitHub;
  repository: GitHubRepository;
  /** Name of the tag, such as `v1.2.3`; also the release's. */
  tag: string;
  /** The tag's message. */
  message: string;
  /** Commit, branch or tag that shall be released. */
  target: string;
  draft: boolean;
  preRelease: boolean;
  /** Whether GitHub writes the release's notes from the pull requests since the last one. */
  generateNotes: boolean;
  reporter: Reporter;
}

export interface TaggedRelease {
  tag: string;
  commit: string;
  release: GitHubRelease;
  /** What this run made; the rest was there. */
  created: { tag: boolean; release: boolean };
}

/** How often everything is looked at anew, where another run was faster or an answer got lost. */
const LOOKS = 4;

/**
 * Makes sure that an annotated tag and a release stand at a commit. What is there is kept, what is missing is made,
 * so it finishes what an earlier run began, and two runs at once leave one tag and one release: GitHub lets only one
 * of them make each, and the other looks again.
 * @throws FaultError where the tag stands at another commit, or GitHub refuses
 */
export async function tagAndRelease(options: TagAndReleaseOptions): Promise<TaggedRelease> {
  checkTagName(options.tag);
  const api = new TagsAndReleases(options.github, options.repository);
  const created = { tag: false, release: false };
  for (let look = 1; ; look++) {
    try {
      return await makeWhatIsMissing(api, options, created);
    } catch (error) {
      if (look >= LOOKS || !isWorthAnotherLook(error, options)) {
        throw gitHubFault(error, {
          doing: `make tag and release ${options.tag}`,
          permission: "contents: write",
          fixes: { 422: "Check version, tag-prefix and target." },
        });
      }
      options.reporter.info(`${(error as Error).message}: looking again.`);
    }
  }
}

/** The client sends again what got lost, but for a draft, of which there would be two then. */
function isWorthAnotherLook(error: unknown, { draft }: TagAndReleaseOptions): boolean {
  return existsAlready(error) || (draft && mayHaveTakenEffect(error) && !wasSentAgain(error));
}

async function makeWhatIsMissing(
  api: TagsAndReleases,
  options: TagAndReleaseOptions,
  created: TaggedRelease["created"],
): Promise<TaggedRelease> {
  const commit = await api.findCommit(options.target);
  if (commit === undefined) {
    throw new FaultError({
      code: "commit-missing",
      message: `${options.target} is no commit that the token can see in ${options.repository.owner}/${options.repository.repo}.`,
      fix: "Give target a commit or branch that has been pushed, and github-token one that may read the repository.",
    });
  }
  await ensureTag(api, options, commit, created);
  const release = await ensureRelease(api, options, created);
  return { tag: options.tag, commit, release, created };
}

async function ensureTag(
  api: TagsAndReleases,
  { tag, message, reporter }: TagAndReleaseOptions,
  commit: string,
  created: TaggedRelease["created"],
): Promise<void> {
  const found = await api.findTag(tag);
  if (!found) {
    await making(created, "tag", () => api.createTag(tag, commit, message));
    reporter.info(`Tag ${tag} was made at ${commit}.`);
    return;
  }
  if (found.commit === commit) return;
  throw new FaultError({
    code: "tag-elsewhere",
    message: `Tag ${tag} stands at ${found.commit ?? "no commit"}, not at ${commit} that is to be released.`,
    fix: "Raise the version; a released one is never moved to other code.",
  });
}

async function ensureRelease(
  api: TagsAndReleases,
  options: TagAndReleaseOptions,
  created: TaggedRelease["created"],
): Promise<GitHubRelease> {
  const { tag, reporter } = options;
  const found = (await api.findRelease(tag)) ?? (await api.findDrafts(tag))[0];
  if (found) return found;
  const release = await making(created, "release", () => api.createRelease({ ...options, name: tag }));
  reporter.info(`Release ${tag} was made: ${release.url}`);
  return release.draft ? oldestDraft(api, release, created) : release;
}

/** GitHub takes any number of drafts of one tag; of those that runs made at once, the oldest stays. */
async function oldestDraft(
  api: TagsAndReleases,
  own: GitHubRelease,
  created: TaggedRelease["created"],
): Promise<GitHubRelease> {
  const [oldest = own] = await api.findDrafts(own.tag);
  if (oldest.id >= own.id) return own;
  await api.deleteRelease(own.id);
  created.release = false;
  return oldest;
}

/** What is there already is another run's work, unless the request was sent before and only its answer got lost. */
async function making<T>(
  created: TaggedRelease["created"],
  what: keyof TaggedRelease["created"],
  make: () => Promise<T>,
): Promise<T> {
  const before = created[what];
  created[what] = true;
  try {
    return await make();
  } catch (error) {
    if (existsAlready(error) && !wasSentAgain(error)) created[what] = before;
    throw error;
  }
}

/** The rules of `git check-ref-format`, told before anything is sent. */
function checkTagName(tag: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them in names.
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[./-]|[./]$|^$|^@$/;
  if (!forbidden.test(tag)) return;
  throw new FaultError({
    code: "tag-name-invalid",
    message: `${JSON.stringify(tag)} can't be the name of a tag.`,
    fix: "Give version something like 1.2.3; letters, digits, dots and dashes may stand in it.",
  });
}
