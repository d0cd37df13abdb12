import { fetch, type RequestInit, type Response } from "#http";
import type { Credentials } from "./docker-credentials.ts";

/** Why a registry didn't do what it was asked. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly registry: string;
  /**
   * `unreachable`: no answer came. `credentials`: the ones that were sent are wrong. `access`: they, or nobody's,
   * don't allow this. `answer`: anything else that is no success.
   */
  readonly reason: "unreachable" | "credentials" | "access" | "answer";

  constructor(
    registry: string,
    reason: RegistryError["reason"],
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.registry = registry;
    this.reason = reason;
  }
}

/** Milliseconds for one request; manifests are small. */
const TIMEOUT = 30_000;
const ATTEMPTS = 3;

/**
 * Requests to one repository of one registry. Answers its challenges as the OCI distribution specification's token
 * scheme says (Bearer), or with Basic; keeps what was granted, for reading and for writing.
 */
export class RegistryAccess {
  private readonly granted = new Map<string, string>();
  private readonly base: string;

  readonly registry: string;
  readonly repository: string;
  private readonly credentials: Credentials | undefined;

  constructor(registry: string, repository: string, credentials: Credentials | undefined) {
    this.registry = registry;
    this.repository = repository;
    this.credentials = credentials;
    this.base = `${registryAddress(registry)}/v2/${repository}`;
  }

  /** Sends a request; `path` such as `/manifests/latest`. A 404 is an answer like any success. */
  async request(method: "GET" | "HEAD" | "PUT", path: string, init: RequestInit = {}): Promise<Response> {
    const kind = method === "PUT" ? "write" : "read";
    const send = () => {
      const authorization = this.granted.get(kind) ?? this.granted.get("write");
      const headers = { ...init.headers, ...(authorization ? { authorization } : {}) };
      return this.fetchSafely(`${this.base}${path}`, { ...init, method, headers });
    };
    let response = await send();
    if (response.status === 401) {
      response.discard();
      const authorization = await this.answerChallenge(response.headers.get("www-authenticate") ?? "");
      if (authorization) {
        this.granted.set(kind, authorization);
        response = await send();
      }
    }
    if (response.ok || response.status === 404) return response;
    const basic = this.granted.get(kind)?.startsWith("Basic");
    response.discard();
    if (response.status === 401 && this.credentials && basic)
      throw this.error("credentials", "refuses the credentials");
    if (response.status === 401 || response.status === 403) {
      throw this.error("access", `allows no ${kind} access to ${this.repository} (${response.status})`);
    }
    throw this.error("answer", `answered ${response.status} to ${method} ${this.repository}${path}`);
  }

  private async answerChallenge(challenge: string): Promise<string | undefined> {
    const basic = this.credentials && `Basic ${encode(this.credentials)}`;
    if (/^basic\b/i.test(challenge)) return basic;
    const parameters = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    if (!/^bearer\b/i.test(challenge) || !parameters.realm) return undefined;
    const response = await this.fetchToken(parameters, basic);
    if (!response.ok) {
      response.discard();
      if (response.status !== 401 && response.status !== 403) {
        throw this.error("answer", `answered ${response.status} when asked for a token`);
      }
      if (this.credentials) throw this.error("credentials", "refuses the credentials");
      throw this.error("access", `gives nobody access to ${this.repository} without credentials`);
    }
    const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
    return `Bearer ${token ?? access_token}`;
  }

  private fetchToken(
    parameters: Record<string, string | undefined>,
    basic: string | undefined,
  ): Promise<Response> {
    const query = new URLSearchParams();
    if (parameters.service) query.set("service", parameters.service);
    if (parameters.scope) query.set("scope", parameters.scope);
    // Credential helpers give a refresh token under this name (docker/docker-credential-helpers).
    if (this.credentials?.username === "<token>") {
      query.set("grant_type", "refresh_token");
      query.set("refresh_token", this.credentials.password);
      return this.fetchSafely(parameters.realm ?? "", { method: "POST", body: query });
    }
    return this.fetchSafely(
      `${parameters.realm}?${query}`,
      basic ? { headers: { authorization: basic } } : {},
    );
  }

  /** Tries again after a fault that may pass: no answer, too many requests, a server's error. */
  private async fetchSafely(address: string, init: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(address, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
        if (attempt >= ATTEMPTS || (response.status < 500 && response.status !== 429)) return response;
        response.discard();
      } catch (cause) {
        if (attempt >= ATTEMPTS)
          throw this.error("unreachable", `can't be reached: ${reasonOf(cause)}`, { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, 200 * attempt));
    }
  }

  private error(
    reason: RegistryError["reason"],
    message: string,
    options?: { cause?: unknown },
  ): RegistryError {
    return new RegistryError(this.registry, reason, `The registry ${this.registry} ${message}.`, options);
  }
}

/** Docker's rule: a registry on loopback speaks plain HTTP, every other one HTTPS. */
function registryAddress(registry: string): string {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(registry);
  return `${isLoopback ? "http" : "https"}://${registry}`;
}

function encode({ username, password }: Credentials): string {
  return Buffer.from(`${username}:${password}`).toString("base64");
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
