import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { findOperation } from "./api-description.ts";
import { comments } from "./comments.ts";
import { answerErrors, requestErrors } from "./conformance.ts";
import { type Failure, type FailureTarget, PlannedFailures } from "./failures.ts";
import { Gathering } from "./gathering.ts";
import { gitData } from "./git-data.ts";
import { answerGraphql } from "./graphql.ts";
import type { ApiAnswer, Handlers } from "./handler.ts";
import { packages } from "./packages.ts";
import { pulls } from "./pulls.ts";
import { releases } from "./releases.ts";
import { Repository } from "./repository.ts";
import { workflows } from "./workflows.ts";

export interface GitHubStandInOptions {
  /** `owner/name` of its one repository. */
  repository: string;
  /** Git folder of that repository: what clones push to and fetch from. */
  folder: string;
  /** More operations, by GitHub's operation id. */
  handlers?: Handlers;
}

/** A call that came in, in order. */
export interface Call {
  operation: string;
  path: string;
  body: unknown;
  /** The answer's status; 0 where the connection was dropped. */
  status: number;
}

/**
 * GitHub's REST API on the loopback interface, for actions under test: give `environment` to their process.
 * Git data lives in a real git folder. Every request and answer is held to GitHub's published API description
 * (`@octokit/openapi`); what does not fit is answered with 400 and makes {@link stop} throw.
 */
export class GitHubStandIn {
  readonly token = `ghs_${randomBytes(18).toString("hex")}`;
  /** One that may only read, such as a fork's pull request gets. */
  readonly readOnlyToken = `ghs_${randomBytes(18).toString("hex")}`;
  /** Who the tokens are: the account of a job's own. */
  readonly login = "github-actions[bot]";
  /** What GraphQL calls that account. */
  viewer = "github-actions[bot]";
  readonly repository: Repository;
  readonly calls: Call[] = [];
  private readonly handlers: Handlers;
  private readonly failures = new PlannedFailures();
  private readonly gathering = new Gathering();
  private readonly violations: string[] = [];
  private readonly server: Server;

  private constructor(options: GitHubStandInOptions) {
    this.repository = new Repository(options.repository, options.folder);
    this.handlers = {
      ...gitData,
      ...releases,
      ...pulls,
      ...comments,
      ...packages,
      ...workflows,
      ...options.handlers,
    };
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.violations.push(String(error));
        response.destroy();
      });
    });
  }

  /** Starts it on a free port; call {@link stop} in a `finally`. */
  static async start(options: GitHubStandInOptions): Promise<GitHubStandIn> {
    const standIn = new GitHubStandIn(options);
    await new Promise<void>((resolve) => standIn.server.listen(0, "127.0.0.1", resolve));
    return standIn;
  }

  /** Stops it, and throws when a request or an answer broke GitHub's API description. */
  async stop(): Promise<void> {
    this.gathering.releaseAll();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    const found = this.violations.splice(0);
    if (found.length > 0) throw new Error(`Not as GitHub describes its API:\n${found.join("\n")}`);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The variables by which a runner tells an action where GitHub is. */
  get environment(): Record<string, string> {
    return {
      GITHUB_API_URL: this.url,
      GITHUB_REPOSITORY: this.repository.fullName,
      GITHUB_REPOSITORY_OWNER: this.repository.fullName.split("/")[0] ?? "",
    };
  }

  /** Makes the calls that `target` names go wrong, until {@link heal}. */
  fail(target: FailureTarget, failure: Failure): void {
    this.failures.add(target, failure);
  }

  /** Forgets every planned failure. */
  heal(): void {
    this.failures.clear();
  }

  /** Answers the calls of an operation only once `calls` of them have come: a race that happens every time. */
  gather(operation: string, calls: number): void {
    this.gathering.expect(operation, calls);
  }

  /** `operation status` of every call so far, for assertions. */
  get log(): string[] {
    return this.calls.map(({ operation, status }) => `${operation} ${status}`);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const method = request.method ?? "GET";
    const raw = await text(request);
    const body: unknown = raw === "" ? undefined : JSON.parse(raw);
    if (url.pathname === "/graphql") return this.serveGraphql(request, response, body);
    const operation = findOperation(method, url.pathname);
    const handler = operation && this.handlers[operation.id];
    const call: Call = {
      operation: operation?.id ?? `${method} ${url.pathname}`,
      path: url.pathname,
      body,
      status: 0,
    };
    const index = this.calls.push(call) - 1;
    if (!operation || !handler) {
      return this.violation(call, response, [
        operation ? "the stand-in has no handler for it" : "no such operation",
      ]);
    }
    const wrong = requestErrors(operation.id, url.searchParams, body);
    if (wrong.length > 0) return this.violation(call, response, wrong);

    const failure = this.failures.take(operation.id, index);
    if (failure && failure.when !== "after") return this.failNow(call, response, failure);
    const refusal = this.refusal(request, operation.parameters);
    const answer =
      refusal ??
      handler({
        api: this.url,
        repository: this.repository,
        login: this.login,
        parameters: operation.parameters,
        query: url.searchParams,
        body: (body ?? {}) as Record<string, unknown>,
      });
    const undeclared = refusal ? [] : answerErrors(operation.id, answer.status, answer.body);
    if (undeclared.length > 0) return this.violation(call, response, undeclared);
    await this.gathering.arrive(operation.id);
    if (failure) return this.failNow(call, response, failure);
    this.send(call, response, answer);
  }

  private serveGraphql(request: IncomingMessage, response: ServerResponse, body: unknown): void {
    const call: Call = { operation: "graphql", path: "/graphql", body, status: 0 };
    const failure = this.failures.take("graphql", this.calls.push(call) - 1);
    const refusal = this.refusal({ headers: request.headers, method: "GET" }, {});
    const { answer, errors } = answerGraphql(body, this.viewer);
    if (failure) this.failNow(call, response, failure);
    else if (refusal) this.send(call, response, refusal);
    else if (errors.length > 0) this.violation(call, response, errors);
    else this.send(call, response, { status: 200, body: answer });
  }

  /**
   * 401 without a token, 403 for a write with one that may only read, 404 for another repository: what GitHub answers
   * before it looks at anything else.
   */
  private refusal(
    request: Pick<IncomingMessage, "headers" | "method">,
    parameters: Record<string, string>,
  ): ApiAnswer | undefined {
    const [, given] = (request.headers.authorization ?? "").match(/^(?:token|bearer) (.+)$/i) ?? [];
    if (given !== this.token && given !== this.readOnlyToken)
      return { status: 401, body: { message: "Bad credentials" } };
    if (given === this.readOnlyToken && request.method !== "GET") {
      return { status: 403, body: { message: "Resource not accessible by integration" } };
    }
    const { owner, repo } = parameters;
    if (owner !== undefined && `${owner}/${repo}` !== this.repository.fullName)
      return { status: 404, body: { message: "Not Found" } };
    return undefined;
  }

  private failNow(call: Call, response: ServerResponse, { how }: Failure): void {
    if (how === "drop") {
      response.destroy();
      return;
    }
    this.send(call, response, {
      status: how.status,
      body: { message: how.message ?? "Injected" },
      headers: how.headers,
    });
  }

  private violation(call: Call, response: ServerResponse, errors: string[]): void {
    this.violations.push(...errors.map((error) => `${call.operation}: ${error}`));
    this.send(call, response, { status: 400, body: { message: `Not as described: ${errors.join("; ")}` } });
  }

  private send(call: Call, response: ServerResponse, { status, body, headers }: ApiAnswer): void {
    call.status = status;
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }
}
