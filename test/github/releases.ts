import { example } from "./api-description.ts";
import { type ApiRequest, type Handlers, notFound, ok, page, unprocessable } from "./handler.ts";
import type { Release, Repository } from "./repository.ts";

/** Releases as GitHub keeps them: a draft has no tag of its own yet, so only the list shows it. */
export const releases: Handlers = {
  "repos/get-release-by-tag": (request) => {
    const release = request.repository.releases.find((r) => r.tag === request.parameters.tag && !r.draft);
    return release ? ok(releaseAnswer(request, release)) : notFound();
  },

  "repos/list-releases": (request) => {
    const newestFirst = request.repository.releases.toReversed().map((r) => releaseAnswer(request, r));
    return page(request, `/repos/${request.repository.fullName}/releases`, newestFirst);
  },

  "repos/create-release": (request) => {
    const { repository, body } = request;
    const tag = String(body.tag_name);
    const draft = body.draft === true;
    if (!draft && repository.releases.some((r) => r.tag === tag && !r.draft))
      return unprocessable("Validation Failed", [
        { resource: "Release", code: "already_exists", field: "tag_name" },
      ]);
    const target = String(body.target_commitish ?? "main");
    if (!draft && !repository.tagNames().includes(tag)) {
      const commit = repository.commit(target);
      if (commit === undefined)
        return unprocessable("Validation Failed", [
          { resource: "Release", code: "invalid", field: "target_commitish" },
        ]);
      repository.git(["update-ref", `refs/tags/${tag}`, commit]);
    }
    const notes = body.generate_release_notes === true ? generatedNotes(repository, tag) : undefined;
    const release: Release = {
      id: repository.newId(),
      tag,
      target,
      name: String(body.name ?? notes?.name ?? ""),
      body: [body.body, notes?.body].filter(Boolean).join("\n\n"),
      draft,
      prerelease: body.prerelease === true,
      makeLatest: String(body.make_latest ?? "true"),
    };
    repository.releases.push(release);
    return { status: 201, body: releaseAnswer(request, release) };
  },

  "repos/delete-release": ({ repository, parameters }) => {
    const index = repository.releases.findIndex((r) => String(r.id) === parameters.release_id);
    if (index < 0) return notFound();
    repository.releases.splice(index, 1);
    return { status: 204 };
  },

  "repos/generate-release-notes": ({ repository, body }) => {
    const previous = body.previous_tag_name === undefined ? undefined : String(body.previous_tag_name);
    return ok(generatedNotes(repository, String(body.tag_name), previous));
  },
};

/** What changed since the previous tag, by the pull requests whose merge commit lies between. */
function generatedNotes(repository: Repository, tag: string, from?: string): { name: string; body: string } {
  const previous = from ?? repository.git(["describe", "--tags", "--abbrev=0", `${tag}^`]);
  const range = previous ? `${previous}..${tag}` : tag;
  const commits = (repository.git(["rev-list", range]) ?? "").split("\n");
  const lines = repository.pulls
    .filter((pull) => pull.mergeCommit && commits.includes(pull.mergeCommit))
    .map((pull) => `* ${pull.title ?? "A change"} in #${pull.number}`);
  const compare = `**Full Changelog**: https://github.com/${repository.fullName}/compare/${previous ?? ""}...${tag}`;
  return { name: tag, body: ["## What's Changed", ...lines, "", compare].join("\n") };
}

function releaseAnswer({ api, repository }: ApiRequest, release: Release): object {
  const url = `${api}/repos/${repository.fullName}/releases/${release.id}`;
  const place = release.draft ? `untagged-${release.id}` : release.tag;
  return {
    ...(example("release") as object),
    id: release.id,
    url,
    assets_url: `${url}/assets`,
    html_url: `https://github.com/${repository.fullName}/releases/tag/${place}`,
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    published_at: release.draft ? null : new Date().toISOString(),
    assets: [],
  };
}
