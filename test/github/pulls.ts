import { example } from "./api-description.ts";
import { type ApiRequest, type Handlers, notFound, ok, page } from "./handler.ts";
import type { PullRequest } from "./repository.ts";

/** Pull requests that a test put into `repository.pulls`. */
export const pulls: Handlers = {
  "repos/list-pull-requests-associated-with-commit": (request) => {
    const commit = request.repository.commit(request.parameters.commit_sha ?? "");
    const found = request.repository.pulls.filter(
      (pull) => commit !== undefined && (pull.mergeCommit === commit || pull.head.sha === commit),
    );
    return page(
      request,
      `/repos/${request.repository.fullName}/commits/${commit}/pulls`,
      found.map((pull) => simplePull(request, pull)),
    );
  },

  "pulls/list": (request) => {
    const { query, repository } = request;
    const state = query.get("state") ?? "open";
    const owner = repository.fullName.split("/")[0];
    const found = repository.pulls
      .filter((pull) => state === "all" || stateOf(pull) === state)
      .filter((pull) => !query.has("head") || query.get("head") === `${owner}:${pull.head.ref}`)
      .filter((pull) => !query.has("base") || query.get("base") === baseOf(pull).ref)
      .sort((a, b) => (query.get("direction") === "asc" ? a.number - b.number : b.number - a.number));
    return page(
      request,
      `/repos/${repository.fullName}/pulls`,
      found.map((pull) => simplePull(request, pull)),
    );
  },

  "pulls/get": (request) => {
    const pull = request.repository.pulls.find((p) => String(p.number) === request.parameters.pull_number);
    if (!pull) return notFound();
    const full = example("pull-request") as { merged_by: unknown };
    return ok({
      ...full,
      ...overrides(request, pull, full as never),
      merged: pull.mergeCommit !== undefined,
      merged_by: pull.mergeCommit === undefined ? null : full.merged_by,
    });
  },
};

const stateOf = (pull: PullRequest) => (pull.mergeCommit === undefined ? (pull.state ?? "open") : "closed");
const baseOf = (pull: PullRequest) => ({ ref: "main", ...pull.base });

interface PullExample {
  head: { ref: string; sha: string; repo: object };
  base: { ref: string; sha: string; repo: object };
  labels: object[];
  user: object;
}

function simplePull(request: ApiRequest, pull: PullRequest): object {
  const [simple] = example("pull-request-simple-items") as [PullExample];
  return { ...simple, ...overrides(request, pull, simple) };
}

function overrides(request: ApiRequest, pull: PullRequest, given: PullExample): object {
  const { fullName } = request.repository;
  const [login = "", name = ""] = fullName.split("/");
  const end = (sample: { ref: string; sha: string; repo: object }, own: { ref: string; sha?: string }) => ({
    ...sample,
    label: `${login}:${own.ref}`,
    ref: own.ref,
    sha: own.sha ?? sample.sha,
    repo: { ...sample.repo, name, full_name: fullName },
  });
  const closed = stateOf(pull) === "closed" ? new Date().toISOString() : null;
  return {
    number: pull.number,
    url: `${request.api}/repos/${fullName}/pulls/${pull.number}`,
    html_url: `https://github.com/${fullName}/pull/${pull.number}`,
    title: pull.title ?? "A change",
    state: stateOf(pull),
    closed_at: closed,
    merged_at: pull.mergeCommit === undefined ? null : closed,
    merge_commit_sha: pull.mergeCommit ?? null,
    head: end(given.head, pull.head),
    base: end(given.base, baseOf(pull)),
    requested_teams: [],
    ...(pull.author === undefined ? {} : { user: { ...given.user, login: pull.author } }),
    labels: (pull.labels ?? []).map((label) => ({ ...given.labels[0], name: label })),
  };
}
