import type { components } from "@octokit/openapi-types";
import { type GitHubRequest, isFailedRequest } from "./request.ts";

type Schemas = components["schemas"];

/** A repository on GitHub. */
export interface GitHubRepository {
  owner: string;
  repo: string;
}

export interface Tag {
  /** The commit that it stands at; undefined where it names something else, such as a tree. */
  commit: string | undefined;
}

export interface Release {
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
export interface TagsAndReleases {
  /** The full id of the commit that a branch, tag or id stands for. */
  findCommit(ref: string): Promise<string | undefined>;
  findTag(name: string): Promise<Tag | undefined>;
  /** Makes an annotated tag: the object first, then the ref that others see. */
  createTag(name: string, commit: string, message: string): Promise<void>;
  findRelease(tag: string): Promise<Release | undefined>;
  /** Drafts of a tag, oldest first: GitHub allows several. */
  findDrafts(tag: string): Promise<Release[]>;
  createRelease(release: NewRelease): Promise<Release>;
  deleteRelease(id: number): Promise<void>;
}

export function tagsAndReleases(request: GitHubRequest, repository: GitHubRepository): TagsAndReleases {
  const call = async (route: string, parameters: object) =>
    (await request(route, { ...repository, ...parameters })).data;

  /** Undefined where GitHub says that there is no such thing. */
  const find = async (route: string, parameters: object, absent: readonly number[] = [404]) => {
    try {
      return await call(route, parameters);
    } catch (error) {
      if (isFailedRequest(error) && absent.includes(error.status)) return undefined;
      throw error;
    }
  };

  async function findDrafts(tag: string): Promise<Release[]> {
    const drafts: Release[] = [];
    for (let page = 1; ; page++) {
      const route = "GET /repos/{owner}/{repo}/releases";
      const releases = (await call(route, { per_page: 100, page })) as Schemas["release"][];
      drafts.push(...releases.map(asRelease).filter((release) => release.draft && release.tag === tag));
      if (releases.length < 100) return drafts.sort((a, b) => a.id - b.id);
    }
  }

  return {
    async findCommit(ref) {
      // 422 is what GitHub says of an id that no commit has.
      const found = await find("GET /repos/{owner}/{repo}/commits/{ref}", { ref, per_page: 1 }, [404, 422]);
      return (found as Schemas["commit"] | undefined)?.sha;
    },

    async findTag(name) {
      const ref = await find("GET /repos/{owner}/{repo}/git/ref/{ref}", { ref: `tags/${name}` });
      if (ref === undefined) return undefined;
      let { object } = ref as { object: { type: string; sha: string } };
      // An annotated tag is an object of its own, which may even name another tag.
      for (let depth = 0; object.type === "tag" && depth < 5; depth++) {
        const route = "GET /repos/{owner}/{repo}/git/tags/{tag_sha}";
        ({ object } = (await call(route, { tag_sha: object.sha })) as Schemas["git-tag"]);
      }
      return { commit: object.type === "commit" ? object.sha : undefined };
    },

    async createTag(name, commit, message) {
      const { sha } = (await call("POST /repos/{owner}/{repo}/git/tags", {
        tag: name,
        message,
        object: commit,
        type: "commit",
      })) as Schemas["git-tag"];
      await call("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/tags/${name}`, sha });
    },

    async findRelease(tag) {
      const found = await find("GET /repos/{owner}/{repo}/releases/tags/{tag}", { tag });
      return found === undefined ? undefined : asRelease(found as Schemas["release"]);
    },

    findDrafts,

    async createRelease({ tag, name, draft, preRelease, generateNotes }) {
      const release = await call("POST /repos/{owner}/{repo}/releases", {
        tag_name: tag,
        name,
        draft,
        prerelease: preRelease,
        generate_release_notes: generateNotes,
        // Which release is the latest one goes by version and date, so an old one that is finished late isn't.
        make_latest: "legacy",
      });
      return asRelease(release as Schemas["release"]);
    },

    async deleteRelease(id) {
      await find("DELETE /repos/{owner}/{repo}/releases/{release_id}", { release_id: id });
    },
  };
}

function asRelease({ id, tag_name, html_url, draft }: Schemas["release"]): Release {
  return { id, tag: tag_name, url: html_url, draft };
}
