import type { Repository } from "./repository.ts";

export interface ApiRequest {
  /** Base address of the stand-in, for links in answers. */
  api: string;
  repository: Repository;
  /** Who the token is. */
  login: string;
  /** Of the path: `tag`, `pull_number` ... */
  parameters: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export interface ApiAnswer {
  status: number;
  /** Left out where GitHub answers without a body. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Answers one operation; it changes the repository at once, so that no two calls mix. */
export type Handler = (request: ApiRequest) => ApiAnswer;

/** Handlers by GitHub's operation id. */
export type Handlers = Record<string, Handler>;

const documentation = "https://docs.github.com/rest";

export function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}

export function notFound(): ApiAnswer {
  return { status: 404, body: { message: "Not Found", documentation_url: documentation, status: "404" } };
}

/** 422 as GitHub words it; `errors` names the fields. */
export function unprocessable(message: string, errors?: object[]): ApiAnswer {
  return { status: 422, body: { message, ...(errors ? { errors } : {}), documentation_url: documentation } };
}

/** One page of a list, with GitHub's Link header. */
export function page(request: ApiRequest, path: string, items: unknown[]): ApiAnswer {
  const size = Number(request.query.get("per_page") ?? 30);
  const number = Number(request.query.get("page") ?? 1);
  const more = items.length > size * number;
  const next = new URLSearchParams(request.query);
  next.set("page", String(number + 1));
  return {
    status: 200,
    body: items.slice(size * (number - 1), size * number),
    headers: more ? { link: `<${request.api}${path}?${next}>; rel="next"` } : {},
  };
}
