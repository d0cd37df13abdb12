import type { Agent, ProxyAgent } from "undici";
import lazy from "./lazy-undici.cjs";
import { proxyFor } from "./proxy.ts";
import { ProxyError, refusalStatus } from "./proxy-error.ts";
import { Response } from "./response.ts";

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
  const isForm = body instanceof URLSearchParams;
  try {
    agent ??= makeAgent();
    const { origin, pathname, search } = new URL(url);
    const answer = await lazy.loadUndici().request.call(agent, {
      origin,
      path: `${pathname}${search}`,
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
    return new Response(answer);
  } catch (error) {
    const status = refusalStatus(error);
    if (status === undefined) throw error;
    throw new ProxyError(proxyFor(new URL(url), process.env)?.host ?? "of the environment", status);
  }
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
