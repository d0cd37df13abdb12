import type { Agent, ProxyAgent, RequestInit, Response } from "undici";
import lazy from "./lazy-undici.cjs";
import { proxyFor } from "./proxy.ts";
import { ProxyError, refusalStatus } from "./proxy-error.ts";

export type { RequestInit, Response };

/**
 * `fetch` that goes through the proxies of the environment, which Node's own does only where a variable of Node's says
 * so. Connections are kept and used again.
 *
 * @throws ProxyError where a proxy doesn't pass the request on, else what `fetch` throws
 */
export async function fetch(url: string, request: RequestInit = {}): Promise<Response> {
  try {
    agent ??= makeAgent();
    return await lazy.loadUndici().fetch(url, { dispatcher: agent, ...request });
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
