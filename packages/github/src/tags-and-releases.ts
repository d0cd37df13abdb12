import type { components } from "@octokit/openapi-types";
import type { GitHub } from "./client.ts";
import { isAbsent } from "./failed-request.ts";
import type { GitHubRepository } from "./repository.ts";

export interface Tag {
  /** The commit that it stands at; undefined where it names something else, such as a tree. */
  commit: string | undefined;
}

export interface GitHubRelease {
  id: number;
  tag: string;
  url: string;
  draft: boolean;
}

export interface NewRelease {
  /** It is there already: a release is never what makes it, so that nothing has to name a commit for it. */
  tag: string;
  name: string;
  draft: boolean;
  preRelease: boolean;
  generateNotes: boolean;
}

/** Tags and releases of one repository, through GitHub's REST API. */
export class TagsAndReleases {
  private readonly github: GitHub;
  private readonly repository: GitHubRepository;

  constructor(github: GitHub, repository: GitHubRepository) {
    this.github = github;
    this.repository = repository;
  }

  /** The full id of the commit that a branch, tag or id stands for. */
  async findCommit(ref: string): Promise<string | undefined> {
    const route = "GET /repos/{owner}/{repo}/commits/{ref}";
    const asked = this.github.request(route, { ...this.repository, ref, per_page: 1 });
    // 422 is what GitHub says of an id that no commit has.
    return (await ifThere(asked, [404, 422]))?.data.sha;
  }

  async findTag(name: string): Promise<Tag | undefined> {
    const route = "GET /repos/{owner}/{repo}/git/ref/{ref}";
    const ref = await ifThere(this.github.request(route, { ...this.repository, ref: `tags/${name}` }));
    if (ref === undefined) return undefined;
    let { object } = ref.data;
    // An annotated tag is an object of its own, which may even name another tag.
    for (let depth = 0; object.type === "tag" && depth < 5; depth++) {
      const tag = await this.github.request("GET /repos/{owner}/{repo}/git/tags/{tag_sha}", {
        ...this.repository,
        tag_sha: object.sha,
      });
      ({ object } = tag.data);
    }
    return { commit: object.type === "commit" ? object.sha : undefined };
  }

  /** Makes an annotated tag: the object first, then the ref that others see. */
  async createTag(name: string, commit: string, message: string): Promise<void> {
    const { data } = await this.github.request("POST /repos/{owner}/{repo}/git/tags", {
      ...this.repository,
      tag: name,
      message,
      object: commit,
      type: "commit",
    });
    await this.github.request("POST /repos/{owner}/{repo}/git/refs", {
      ...this.repository,
      ref: `refs/tags/${name}`,
      sha: data.sha,
    });
  }

  async findRelease(tag: string): Promise<GitHubRelease | undefined> {
    const route = "GET /repos/{owner}/{repo}/releases/tags/{tag}";
    const found = await ifThere(this.github.request(route, { ...this.repository, tag }));
    return found && asRelease(found.data);
  }

  /** Drafts of a tag, oldest first: GitHub allows several. */
  async findDrafts(tag: string): Promise<GitHubRelease[]> {
    const route = "GET /repos/{owner}/{repo}/releases";
    const releases = await this.github.paginate(route, { ...this.repository, per_page: 100 });
    const drafts = releases.filter((release) => release.draft && release.tag_name === tag);
    return drafts.map(asRelease).sort((a, b) => a.id - b.id);
  }

  async createRelease({ tag, name, draft, preRelease, generateNotes }: NewRelease): Promise<GitHubRelease> {
    const { data } = await this.github.request("POST /repos/{owner}/{repo}/releases", {
      ...this.repository,
      tag_name: tag,
      name,
      draft,
      prerelease: preRelease,
      generate_release_notes: generateNotes,
      // Which release is the latest one goes by version and date, so an old one that is finished late isn't.
      make_latest: "legacy",
      // GitHub takes any number of drafts of one tag: one that got lost is looked for before another is made.
      ...(draft ? { request: { retries: 0 } } : {}),
    });
    return asRelease(data);
  }

  async deleteRelease(id: number): Promise<void> {
    const route = "DELETE /repos/{owner}/{repo}/releases/{release_id}";
    await ifThere(this.github.request(route, { ...this.repository, release_id: id }));
  }
}

/** The answer, or undefined where GitHub says that there is no such thing. */
async function ifThere<T>(asked: Promise<T>, absent?: readonly number[]): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error, absent)) return undefined;
    throw error;
  }
}

function asRelease({ id, tag_name, html_url, draft }: components["schemas"]["release"]): GitHubRelease {
  return { id, tag: tag_name, url: html_url, draft };
}
