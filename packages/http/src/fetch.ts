import { PassThrough, pipeline, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Agent, Dispatcher, ProxyAgent, Response } from "undici";
import lazy from "./lazy-undici.cjs";
import { proxyFor } from "./proxy.ts";
import { ProxyError, refusalStatus } from "./proxy-error.ts";

export type { Response };

export interface RequestInit {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | URLSearchParams | undefined;
  signal?: AbortSignal;
  /** `follow` unless given: what a redirect leads to, without credentials where that is another server. */
  redirect?: "follow" | "manual";
}

/** Redirects that are followed, as in the Fetch standard. */
const MOST_REDIRECTS = 20;

/**
 * A request as by `fetch`, but through the proxies of the environment, which Node's own heeds only where a variable of
 * Node's says so, and to every port: the Fetch standard keeps browsers away from some (10080, 6000, 5060, 4190), where
 * a server may well listen. Connections are kept and used again.
 *
 * @throws ProxyError where a proxy doesn't pass the request on, else what undici's `request` throws
 */
export async function fetch(url: string, init: RequestInit = {}): Promise<Response> {
  const { method = "GET", headers = {}, body, signal, redirect = "follow" } = init;
  const undici = lazy.loadUndici();
  const isForm = body instanceof URLSearchParams;
  try {
    agent ??= makeAgent();
    const answer = await undici.request(url, {
      dispatcher: agent,
      method,
      headers: {
        accept: "*/*",
        "accept-encoding": "gzip, deflate, br",
        ...(isForm ? { "content-type": "application/x-www-form-urlencoded" } : {}),
        ...headers,
      },
      body: isForm ? String(body) : (body ?? null),
      signal: signal ?? null,
      maxRedirections: redirect === "follow" ? MOST_REDIRECTS : 0,
    });
    return responseOf(answer);
  } catch (error) {
    const status = refusalStatus(error);
    if (status === undefined) throw error;
    throw new ProxyError(proxyFor(new URL(url), process.env)?.host ?? "of the environment", status);
  }
}

function responseOf({ statusCode, headers, body }: Dispatcher.ResponseData): Response {
  const { Headers, Response } = lazy.loadUndici();
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) all.append(name, one);
  }
  const hasBody = statusCode !== 204 && statusCode !== 205 && statusCode !== 304;
  // A body that isn't read would keep its connection.
  if (!hasBody) body.resume();
  const content = hasBody ? Readable.toWeb(decoded(body, all.get("content-encoding"))) : null;
  return new Response(content, { status: statusCode, headers: all });
}

/**
 * The body as it was before it was packed for the way. It comes through a stream of Node's own in any case: one of undici's
 * gives data for a moment after it was cancelled, which ends the process as an error of the web stream.
 */
function decoded(body: Readable, encoding: string | null): Readable {
  const decoder = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[encoding ?? ""];
  const plain = decoder?.() ?? new PassThrough();
  // What goes wrong on either side ends both; the reader of the stream learns of it.
  pipeline(body, plain, () => {});
  return plain;
}

let agent: Agent | undefined;

/** Keeps connections by server: a redirect may lead to one behind another proxy, or behind none. */
function makeAgent(): Agent {
  const { Agent, Pool } = lazy.loadUndici();
  return new Agent({
    factory(origin, options) {
      const proxy = proxyFor(new URL(origin), process.env);
      return proxy ? proxyAgent(proxy) : new Pool(origin, options);
    },
  });
}

function proxyAgent(proxy: URL): ProxyAgent {
  const { ProxyAgent } = lazy.loadUndici();
  const { username, password } = proxy;
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return new ProxyAgent({
    uri: proxy.origin,
    token: username ? `Basic ${Buffer.from(user).toString("base64")}` : undefined,
    // Many proxies open tunnels to the port of HTTPS alone, and pass on what is asked by HTTP.
    proxyTunnel: false,
  });
}
