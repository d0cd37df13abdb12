import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Note {
  id: number;
  body: string;
  system: boolean;
  author: { username: string };
  edits: number;
}

const PREFIX = "/api/v4";
const MERGE_REQUEST = /^\/projects\/(\d+)\/merge_requests\/(\d+)(\/notes(?:\/(\d+))?)?$/;
const OF_COMMIT = /^\/projects\/(\d+)\/repository\/commits\/([0-9a-f]{40})\/merge_requests$/;
const QUERIES = ["sort", "order_by", "per_page", "page"];

/**
 * One project's merge request and its notes, as GitLab's documentation describes its REST API (docs.gitlab.com/api/notes,
 * merge_requests, commits, users). A request that it doesn't describe is answered with 400, and makes {@link stop} throw.
 *
 * The stand-in for GitHub is held to GitHub's published description, which npm has as `@octokit/openapi`. GitLab keeps
 * its own, doc/api/openapi, in its repository alone: no package of npm or PyPI carries it, so this one is held to what
 * was read in the documentation, by hand.
 */
export class GitLabStandIn {
  readonly token = `glpat-${randomBytes(12).toString("hex")}`;
  /** One with the scope read_api. */
  readonly readOnlyToken = `glpat-${randomBytes(12).toString("hex")}`;
  readonly username = "project_42_bot_1f";
  readonly notes: Note[] = [];
  state: "opened" | "merged" | "closed" | "locked" = "opened";
  sha = "a".repeat(40);
  mergeCommit = "b".repeat(40);
  /** The merge request's number. */
  number = "7";
  readonly calls: string[] = [];
  private readonly violations: string[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.violations.push(String(error));
        response.destroy();
      });
    });
  }

  static async start(): Promise<GitLabStandIn> {
    const standIn = new GitLabStandIn();
    await new Promise<void>((resolve) => standIn.server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    const found = this.violations.splice(0);
    if (found.length > 0) throw new Error(`Not as GitLab describes its API:\n${found.join("\n")}`);
  }

  /** The variables by which GitLab's runner tells a job where its merge request is. */
  get environment(): Record<string, string> {
    return {
      GITLAB_CI: "true",
      CI: "true",
      CI_API_V4_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${PREFIX}`,
      CI_MERGE_REQUEST_PROJECT_ID: "42",
      CI_MERGE_REQUEST_IID: this.number,
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://gitlab.example");
    const raw = await text(request);
    const method = request.method ?? "GET";
    const path = url.pathname.slice(PREFIX.length);
    this.calls.push(`${method} ${path}`);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(body));
    };
    const token = request.headers["private-token"];
    if (token !== this.token && token !== this.readOnlyToken)
      return send(401, { message: "401 Unauthorized" });
    if (token === this.readOnlyToken && method !== "GET") return send(403, { error: "insufficient_scope" });
    if (method === "GET" && path === "/user") return send(200, { id: 1, username: this.username, bot: true });
    const [, own, commit] = OF_COMMIT.exec(path) ?? [];
    if (own === "42" && method === "GET") {
      const isIts = this.state === "merged" && commit === this.mergeCommit;
      return send(
        200,
        isIts ? [{ ...this.mergeRequest(), merge_commit_sha: commit, squash_commit_sha: null }] : [],
      );
    }
    const [, project, number, notes, id] = MERGE_REQUEST.exec(path) ?? [];
    const unknown = [...url.searchParams.keys()].filter((key) => !QUERIES.includes(key));
    if (project === undefined || unknown.length > 0)
      return this.violation(send, `${method} ${path} ${unknown}`);
    if (project !== "42" || number !== this.number) return send(404, { message: "404 Not found" });
    if (notes === undefined && method === "GET") return send(200, this.mergeRequest());
    if (method === "GET" && id === undefined) return this.list(url.searchParams, send);
    const body = raw === "" ? {} : (JSON.parse(raw) as Record<string, unknown>);
    if (typeof body.body !== "string" || Object.keys(body).length !== 1) {
      return this.violation(send, `${method} ${path}: ${Object.keys(body)}`);
    }
    if (body.body.length > 1_000_000) return send(400, { message: { note: ["is too long"] } });
    if (method === "POST" && id === undefined) {
      const note = {
        id: this.notes.length + 1001,
        body: body.body,
        system: false,
        author: { username: this.username },
        edits: 0,
      };
      this.notes.push(note);
      return send(201, note);
    }
    const note = this.notes.find((one) => String(one.id) === id);
    if (method !== "PUT" || id === undefined) return this.violation(send, `${method} ${path}`);
    if (!note) return send(404, { message: "404 Note Not Found" });
    note.body = body.body;
    note.edits++;
    send(200, note);
  }

  private mergeRequest(): object {
    return {
      iid: Number(this.number),
      project_id: 42,
      state: this.state,
      sha: this.sha,
      web_url: `https://gitlab.example/acme/flows/-/merge_requests/${this.number}`,
    };
  }

  /** Newest first unless asked otherwise, 20 a page, 100 at most. */
  private list(
    query: URLSearchParams,
    send: (status: number, body: unknown, headers: Record<string, string>) => void,
  ) {
    const size = Math.min(Number(query.get("per_page") ?? 20), 100);
    const page = Number(query.get("page") ?? 1);
    const all = query.get("sort") === "asc" ? this.notes : this.notes.toReversed();
    const next = all.length > size * page ? String(page + 1) : "";
    send(200, all.slice(size * (page - 1), size * page), { "x-next-page": next });
  }

  private violation(send: (status: number, body: unknown) => void, what: string): void {
    this.violations.push(what);
    send(400, { error: what });
  }
}
