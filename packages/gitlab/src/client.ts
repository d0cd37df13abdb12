import { FaultError } from "#diagnostics";
import { fetch, type RequestInit, type Response } from "#http";
import type { MergeRequestPlace } from "./merge-request-place.ts";

/** What GitLab gives at most on a page. */
const PAGE = 100;
const SECONDS = 60;

/** Requests to GitLab's REST API with a token (docs.gitlab.com/api/rest). */
export class GitLabClient {
  private readonly apiUrl: string;
  private readonly token: string;

  constructor({ apiUrl, token, reporter }: Pick<MergeRequestPlace, "apiUrl" | "token" | "reporter">) {
    reporter.secret(token);
    this.apiUrl = apiUrl;
    this.token = token;
  }

  /** @param doing after "GitLab refused to" */
  async get(path: string, doing: string): Promise<unknown> {
    return (await this.request(path, {}, doing)).json();
  }

  /** Every page of a list. */
  async list(path: string, doing: string): Promise<unknown[]> {
    const all: unknown[] = [];
    let page: string | undefined = "1";
    while (page) {
      const answer: Response = await this.request(`${path}&per_page=${PAGE}&page=${page}`, {}, doing);
      all.push(...((await answer.json()) as unknown[]));
      page = answer.headers.get("x-next-page");
    }
    return all;
  }

  async send(method: "POST" | "PUT", path: string, body: object, doing: string): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    return (await this.request(path, { method, headers, body: JSON.stringify(body) }, doing)).json();
  }

  private async request(path: string, init: RequestInit, doing: string): Promise<Response> {
    const headers = { ...init.headers, "private-token": this.token };
    const signal = AbortSignal.timeout(SECONDS * 1000);
    const answer = await fetch(`${this.apiUrl}${path}`, { ...init, headers, signal }).catch(
      (error: Error) => {
        throw unreachable(doing, error);
      },
    );
    if (!answer.ok) throw refused(doing, answer.status, await answer.text());
    return answer;
  }
}

function refused(doing: string, status: number, body: string): FaultError {
  return new FaultError({
    code: "gitlab-refused",
    message: `GitLab refused to ${doing} (status ${status}): ${messageOf(body)}.`,
    fix:
      status === 401
        ? "Check GITLAB_TOKEN: it is wrong or has expired."
        : [403, 404].includes(status)
          ? "Give GITLAB_TOKEN a project access token with the role Reporter and the scope api."
          : "Run the job again.",
  });
}

function unreachable(doing: string, error: Error): FaultError {
  return new FaultError(
    {
      code: "gitlab-refused",
      message: `GitLab can't be asked to ${doing}: ${error.message}.`,
      fix: "Check CI_API_V4_URL and the network, and run the job again.",
    },
    { cause: error },
  );
}

/** GitLab answers with `message` or `error`; a proxy in front of it with anything. */
function messageOf(body: string): string {
  try {
    const { message, error } = JSON.parse(body) as { message?: unknown; error?: unknown };
    const said = message ?? error;
    return typeof said === "string" ? said : JSON.stringify(said ?? null);
  } catch {
    return body.slice(0, 200).trim() || "no answer";
  }
}
