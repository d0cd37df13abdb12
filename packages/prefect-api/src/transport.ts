import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Reporter, silentReporter } from "#diagnostics";
import { fetch, proxyFor } from "#http";
import { jsonText } from "#json";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import type { AnswerCheck } from "./answer-check.ts";
import { csrfToken } from "./answer-checks.ts";
import { answerFault, connectionFault, type PrefectApiError, redact, silenceFault } from "./api-error.ts";
import type { Connection } from "./connection.ts";
import { CsrfTokens } from "./csrf.ts";
import { type Answer, NotJson, type Repeat, type Request } from "./exchange.ts";
import { type Failed, isSuccess, judge } from "./judge.ts";
import { isTimeout, isUntrusted, neverConnected } from "./network-error.ts";
import {
  DEFAULT_RETRY_POLICY,
  type Failure,
  mayHaveTakenEffect,
  mayStillTakeEffect,
  nextDelay,
  type RetryPolicy,
  type Standing,
} from "./retry-policy.ts";
import { Silence } from "./silence.ts";

export interface TransportOptions {
  /** Tells of retries and takes the secrets; nobody unless given. */
  reporter?: Reporter;
  /** How many requests are under way at once; 8 unless given. */
  concurrency?: number;
  /** Milliseconds for one answer; 60,000 unless given, as in Prefect's own client. */
  timeout?: number;
  retry?: Partial<RetryPolicy>;
}

/** Milliseconds of a delay worth telling: SQLite servers refuse now and then, and take the next attempt. */
const TOLD_DELAY = 1000;

const WHAT_HAPPENED = {
  lost: "The connection broke",
  timeout: "No answer came in time",
  unreachable: "The server can't be reached",
  odd: "Something else than the server answered",
  untrusted: "The certificate is not trusted",
};

/** Sends requests to one Prefect API: authorized, a few at a time, again when that helps. */
export class Transport {
  readonly connection: Connection;
  private readonly reporter: Reporter;
  private readonly limit: AdaptiveLimit;
  private readonly timeout: number;
  private readonly retry: RetryPolicy;
  private readonly csrf: CsrfTokens | undefined;
  private readonly silence: Silence;
  private standing: Standing = "unheard";
  /** Seconds by which the clock behind the last answer is before ours; null where no answer has told its time. */
  clockAhead: number | null = null;

  constructor(connection: Connection, options: TransportOptions = {}) {
    this.connection = connection;
    this.reporter = options.reporter ?? silentReporter;
    this.limit = new AdaptiveLimit(options.concurrency ?? 8);
    this.timeout = options.timeout ?? 60_000;
    this.silence = new Silence(connection.serverTimeout);
    this.retry = { ...DEFAULT_RETRY_POLICY, ...options.retry };
    for (const secret of connection.secrets) this.reporter.secret(secret);
    if (connection.kind === "self-hosted") {
      this.csrf = new CsrfTokens(randomUUID(), (path, accept) =>
        this.send({ method: "GET", path }, "safe", csrfToken, accept),
      );
    }
  }

  /**
   * Sends a request until it is answered.
   *
   * @param check what a success has to hold
   * @param accept statuses besides 2xx that are answers and no errors, such as 404 for "there is none"
   * @throws PrefectApiError for any other answer, and when the server is given up
   */
  async send(
    request: Request,
    repeat: Repeat<Answer>,
    check: AnswerCheck<unknown>,
    accept: readonly number[] = [],
  ): Promise<Answer> {
    this.silence.begin();
    try {
      return await this.sendPatiently(request, repeat, check, accept);
    } finally {
      this.silence.end();
    }
  }

  private async sendPatiently(
    request: Request,
    repeat: Repeat<Answer>,
    check: AnswerCheck<unknown>,
    accept: readonly number[],
  ): Promise<Answer> {
    const until = Date.now() + this.silence.longest;
    let last: Failed | undefined;
    let isOnlyLookedFor = false;
    for (let attempt = 1; ; attempt++) {
      let isProbe = false;
      // Asked when it is the request's turn: it may have waited for others.
      const time = () => {
        isProbe = this.silence.left <= 0;
        return isProbe ? this.silence.probe() : this.timeLeft(until);
      };
      const known = isOnlyLookedFor ? last : undefined;
      const result = known ?? (await this.attempt(request, check, time));
      if (result === undefined) throw this.givenUp(last);
      if (!("failure" in result)) {
        if (result.body instanceof NotJson) throw answerFault(this.connection, request, result);
        if (isSuccess(result.status) || accept.includes(result.status)) return result;
        throw answerFault(this.connection, request, result);
      }
      last = result;
      const left = isProbe ? 0 : this.timeLeft(until);
      const delay = nextDelay(this.retry, result.failure, attempt, this.standing, left, Math.random());
      if (delay !== null) {
        if (delay >= TOLD_DELAY) this.tell(request, result.failure, delay);
        await sleep(delay);
      }
      if (repeat !== "safe" && mayHaveTakenEffect(result.failure)) {
        const effect = await repeat.lookFirst();
        if (effect) return effect;
        // Sent again while the server is still at it, it would be made twice: from now on it is only looked for.
        isOnlyLookedFor = mayStillTakeEffect(result.failure);
      }
      if (delay === null) throw this.givenUp(result);
    }
  }

  /** Milliseconds for which an answer is waited for: neither the server's silence nor one request's may last longer. */
  private timeLeft(until: number): number {
    return Math.min(this.silence.left, until - Date.now());
  }

  private givenUp(last: Failed | undefined): PrefectApiError {
    if (last && !isThere(last.failure)) this.standing = "gone";
    if (last && this.silence.left > 0) return last.fault;
    this.silence.giveUp();
    return silenceFault(this.connection, this.silence.longest, last?.fault);
  }

  /** Asks for the token that requests other than GET carry, without waiting: the first of them would have to. */
  prepareWrites(): void {
    // Who needs it asks again, and tells what went wrong.
    this.csrf?.headers().catch(() => {});
  }

  /** Undefined where no time is left for it. */
  private async attempt(
    request: Request,
    check: AnswerCheck<unknown>,
    time: () => number,
  ): Promise<Answer | Failed | undefined> {
    // Only the request itself takes a place: waiting, tokens and looks must not block each other.
    const send = (token: Record<string, string>) =>
      this.limit.run(() => this.request(request, check, token, time));
    if (request.method === "GET" || !this.csrf) return send({});
    const token = await this.csrf.headers();
    const result = await send(token);
    if (result === undefined || "failure" in result || !this.csrf.isRefusal(result)) return result;
    return send(await this.csrf.headers(token));
  }

  private async request(
    request: Request,
    check: AnswerCheck<unknown>,
    token: Record<string, string>,
    timeLeft: () => number,
  ): Promise<Answer | Failed | undefined> {
    const left = timeLeft();
    if (left <= 0) return undefined;
    const time = Math.ceil(Math.min(left, this.timeout));
    const sent = Date.now();
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
        signal: AbortSignal.timeout(time),
      });
      this.noteTime(response.headers.get("date"), sent);
      const text = await response.text();
      const result = judge(this.connection, request, check, response, text);
      this.note(result);
      return result;
    } catch (error) {
      const proxy = proxyFor(new URL(this.connection.apiUrl), process.env);
      const fault = connectionFault(this.connection, request, error, time, proxy);
      return { failure: { kind: kindOf(error) }, fault };
    }
  }

  /** The header is of whole seconds, and its answer was made between the two times here. */
  private noteTime(date: string | undefined, sent: number): void {
    const told = Date.parse(date ?? "");
    if (!Number.isNaN(told)) this.clockAhead = (told + 500 - (sent + Date.now()) / 2) / 1000;
  }

  /** What an answer says about the server. */
  private note(result: Answer | Failed): void {
    if (!("failure" in result)) {
      if (result.body instanceof NotJson) return;
      this.standing = "answering";
      this.silence.broken();
      this.limit.served();
      return;
    }
    const { failure } = result;
    if (isThere(failure)) this.standing = "answering";
    if (failure.kind === "status" && (failure.status === 429 || failure.status === 503)) this.limit.refused();
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

function kindOf(error: unknown): "timeout" | "unreachable" | "untrusted" | "lost" {
  if (isTimeout(error)) return "timeout";
  if (neverConnected(error)) return "unreachable";
  return isUntrusted(error) ? "untrusted" : "lost";
}
