import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Reporter, silentReporter } from "#diagnostics";
import { fetch, proxyFor, type Response } from "#http";
import { jsonText } from "#json";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import { answerFault, connectionFault, redact } from "./api-error.ts";
import type { Connection } from "./connection.ts";
import { CsrfTokens } from "./csrf.ts";
import { type Answer, NotJson, parseBody, type Repeat, type Request } from "./exchange.ts";
import { isTimeout, neverConnected } from "./network-error.ts";
import {
  DEFAULT_RETRY_POLICY,
  type Failure,
  isPassing,
  mayHaveTakenEffect,
  mayStillTakeEffect,
  nextDelay,
  parseRetryAfter,
  type RetryPolicy,
  type Standing,
} from "./retry-policy.ts";

export interface TransportOptions {
  /** Tells of retries and takes the secrets; nobody unless given. */
  reporter?: Reporter;
  /** How many requests are under way at once; 8 unless given. */
  concurrency?: number;
  /** Milliseconds for one answer; 60,000 unless given, as in Prefect's own client. */
  timeout?: number;
  retry?: Partial<RetryPolicy>;
}

interface Failed {
  failure: Failure;
  fault: Error;
}

/** Milliseconds of a delay worth telling: SQLite servers refuse now and then, and take the next attempt. */
const TOLD_DELAY = 1000;

const WHAT_HAPPENED = {
  lost: "The connection broke",
  timeout: "No answer came in time",
  unreachable: "The server can't be reached",
};

/** Sends requests to one Prefect API: authorized, a few at a time, again when that helps. */
export class Transport {
  readonly connection: Connection;
  private readonly reporter: Reporter;
  private readonly limit: AdaptiveLimit;
  private readonly timeout: number;
  private readonly retry: RetryPolicy;
  private readonly csrf: CsrfTokens | undefined;
  private standing: Standing = "unheard";

  constructor(connection: Connection, options: TransportOptions = {}) {
    this.connection = connection;
    this.reporter = options.reporter ?? silentReporter;
    this.limit = new AdaptiveLimit(options.concurrency ?? 8);
    this.timeout = options.timeout ?? 60_000;
    this.retry = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    for (const secret of connection.secrets) this.reporter.secret(secret);
    if (connection.kind === "self-hosted") {
      this.csrf = new CsrfTokens(randomUUID(), (path, accept) =>
        this.send({ method: "GET", path }, "safe", accept),
      );
    }
  }

  /**
   * Sends a request until it is answered.
   *
   * @param accept statuses besides 2xx that are answers and no errors, such as 404 for "there is none"
   * @throws PrefectApiError for any other answer, and when the retries are used up
   */
  async send(request: Request, repeat: Repeat<Answer>, accept: readonly number[] = []): Promise<Answer> {
    let pending: Failed | undefined;
    for (let attempt = 1; ; attempt++) {
      const result = pending ?? (await this.attempt(request));
      if (!("failure" in result)) {
        if (result.body instanceof NotJson) throw answerFault(this.connection, request, result);
        if ((result.status >= 200 && result.status < 300) || accept.includes(result.status)) return result;
        throw answerFault(this.connection, request, result);
      }
      const delay = nextDelay(this.retry, result.failure, attempt, this.standing, Math.random());
      if (delay !== null) {
        if (delay >= TOLD_DELAY) this.tell(request, result.failure, delay);
        await sleep(delay);
      }
      if (repeat !== "safe" && mayHaveTakenEffect(result.failure)) {
        const effect = await repeat.lookFirst();
        if (effect) return effect;
        // Sent again while the server is still at it, it would be made twice: from now on it is only looked for.
        if (mayStillTakeEffect(result.failure)) pending = result;
      }
      if (delay === null) {
        if (!isThere(result.failure)) this.standing = "gone";
        throw result.fault;
      }
    }
  }

  /** Asks for the token that requests other than GET carry, without waiting: the first of them would have to. */
  prepareWrites(): void {
    // Who needs it asks again, and tells what went wrong.
    this.csrf?.headers().catch(() => {});
  }

  private async attempt(request: Request): Promise<Answer | Failed> {
    // Only the request itself takes a place: waiting, tokens and looks must not block each other.
    if (request.method === "GET" || !this.csrf) return this.limit.run(() => this.request(request, {}));
    const token = await this.csrf.headers();
    const result = await this.limit.run(() => this.request(request, token));
    if ("failure" in result || !this.csrf.isRefusal(result)) return result;
    const renewed = await this.csrf.headers(token);
    return this.limit.run(() => this.request(request, renewed));
  }

  private async request(request: Request, token: Record<string, string>): Promise<Answer | Failed> {
    try {
      const response = await fetch(`${this.connection.apiUrl}${request.path}`, {
        method: request.method,
        headers: {
          "user-agent": "prefect-cicd",
          accept: "application/json",
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
          ...this.connection.headers,
          ...token,
        },
        body: request.body === undefined ? undefined : jsonText(request.body),
        // A credential must never follow a redirect to somewhere else.
        redirect: "manual",
        signal: AbortSignal.timeout(this.timeout),
      });
      const text = await response.text();
      return this.judge(request, response, text);
    } catch (error) {
      const kind = isTimeout(error) ? "timeout" : neverConnected(error) ? "unreachable" : "lost";
      const failure: Failure = { kind };
      const proxy = proxyFor(new URL(this.connection.apiUrl), process.env);
      return { failure, fault: connectionFault(this.connection, request, error, this.timeout, proxy) };
    }
  }

  private judge(request: Request, response: Response, text: string): Answer | Failed {
    const answer = {
      status: response.status,
      body: parseBody(text),
      location: response.headers.get("location"),
    };
    if (isPassing(response.status)) {
      const failure: Failure = {
        kind: "status",
        status: response.status,
        retryAfter: parseRetryAfter(response.headers.get("retry-after"), Date.now()),
        maintenance: response.headers.get("prefect-maintenance") === "true",
      };
      if (isThere(failure)) this.standing = "answering";
      if (response.status === 429 || response.status === 503) this.limit.refused();
      return { failure, fault: answerFault(this.connection, request, answer) };
    }
    this.standing = "answering";
    this.limit.served();
    return answer;
  }

  private tell(request: Request, failure: Failure, delay: number): void {
    const what =
      failure.kind === "status" ? `The server answered ${failure.status}` : WHAT_HAPPENED[failure.kind];
    const line = `${what} (${request.method} ${request.path}). Trying again in ${(delay / 1000).toFixed(1)} s.`;
    this.reporter.info(redact(line, this.connection));
  }
}

/** A server that is too busy, or that fails at this request alone, is there all the same. */
function isThere(failure: Failure): boolean {
  return failure.kind === "status" && (failure.status === 429 || failure.status === 500);
}
