import { setTimeout as sleep } from "node:timers/promises";
import { FaultError, type Reporter } from "#diagnostics";
import { existsAlready, type GitHubRequest, requestFault, retryAfter } from "./request.ts";
import {
  type GitHubRepository,
  type Release,
  type TagsAndReleases,
  tagsAndReleases,
} from "./tags-and-releases.ts";

export interface TagAndReleaseOptions {
  request: GitHubRequest;
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
  release: Release;
  /** What this run made; the rest was there. */
  created: { tag: boolean; release: boolean };
}

/** How often everything is looked at anew after a failure that may pass, or after another run was faster. */
const ATTEMPTS = 4;

/**
 * Makes sure that an annotated tag and a release stand at a commit. What is there is kept, what is missing is made,
 * so it finishes what an earlier run began, and two runs at once leave one tag and one release: GitHub lets only one
 * of them make each, and the other looks again.
 * @throws FaultError where the tag stands at another commit, or GitHub refuses
 */
export async function tagAndRelease(options: TagAndReleaseOptions): Promise<TaggedRelease> {
  checkTagName(options.tag);
  const api = tagsAndReleases(options.request, options.repository);
  const created = { tag: false, release: false };
  for (let attempt = 0; ; attempt++) {
    try {
      return await makeWhatIsMissing(api, options, created);
    } catch (error) {
      const wait = existsAlready(error) ? attempt : retryAfter(error, attempt);
      if (wait === undefined || attempt + 1 >= ATTEMPTS) {
        throw requestFault(error, `make tag and release ${options.tag}`);
      }
      options.reporter.info(`${(error as Error).message}: looking again${wait > 0 ? ` in ${wait} s` : ""}.`);
      await sleep(wait * 1000);
    }
  }
}

async function makeWhatIsMissing(
  api: TagsAndReleases,
  options: TagAndReleaseOptions,
  created: TaggedRelease["created"],
): Promise<TaggedRelease> {
  const commit = await api.findCommit(options.target);
  if (commit === undefined) {
    throw new FaultError({
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
    message: `Tag ${tag} stands at ${found.commit ?? "no commit"}, not at ${commit} that is to be released.`,
    fix: "Raise the version; a released one is never moved to other code.",
  });
}

async function ensureRelease(
  api: TagsAndReleases,
  options: TagAndReleaseOptions,
  created: TaggedRelease["created"],
): Promise<Release> {
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
  own: Release,
  created: TaggedRelease["created"],
): Promise<Release> {
  const [oldest = own] = await api.findDrafts(own.tag);
  if (oldest.id >= own.id) return own;
  await api.deleteRelease(own.id);
  created.release = false;
  return oldest;
}

/** An answer that got lost may have had its effect: only a refusal says that it was another run's work. */
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
    if (existsAlready(error)) created[what] = before;
    throw error;
  }
}

/** The rules of `git check-ref-format`, told before anything is sent. */
function checkTagName(tag: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids them in names.
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[./-]|[./]$|^$|^@$/;
  if (!forbidden.test(tag)) return;
  throw new FaultError({
    message: `${JSON.stringify(tag)} can't be the name of a tag.`,
    fix: "Give version something like 1.2.3; letters, digits, dots and dashes may stand in it.",
  });
}
