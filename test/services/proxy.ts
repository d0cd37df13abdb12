import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A request that went through a {@link RecordingProxy}. */
export interface RecordedRequest {
  method: string;
  /** Path with query, as the client sent it. */
  path: string;
  body: string;
  /** What the client was answered; undefined where the connection was dropped. */
  status: number | undefined;
  /** When it came: milliseconds since the epoch. */
  time: number;
  /** When the server had done its work; undefined where it never saw the request. */
  served: number | undefined;
}

/** What a proxy does instead of passing a request on and its answer back. */
export type InjectedFault =
  | {
      answer: number;
      headers?: Record<string, string>;
      body?: string;
      /** The server does its work first, as behind a gateway that gives up on it. */
      reached?: boolean;
    }
  /** Milliseconds by which the server's answer comes late. */
  | { late: number }
  /** Drops the connection; the server never sees the request. */
  | "drop-request"
  /** Drops the connection after the server has done its work. */
  | "drop-answer";

export interface RecordingProxy {
  /** Address that stands for the server's: same path, other port. */
  url: string;
  requests: RecordedRequest[];
  /** Requests that change something on a Prefect server: all but GET and the reading POSTs. */
  writes(): RecordedRequest[];
  stop(): Promise<void>;
}

/** Prefect reads by POST where the filter is too large for an address. */
const READING_POST =
  /\/(filter|count|count_by_state|paginate|lateness|history|get_scheduled_flow_runs)(\?|$)/;

/**
 * Stands between a client and a real server on loopback, records every request, and spoils those for which
 * `faultFor` names a fault; it may take its time, and holds the request until then. A busy server is asked until it answers.
 */
export async function startProxy(
  targetUrl: string,
  faultFor: (
    request: RecordedRequest,
    index: number,
  ) => InjectedFault | undefined | Promise<InjectedFault | undefined> = () => undefined,
): Promise<RecordingProxy> {
  const target = new URL(targetUrl);
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { method = "GET", url: path = "/" } = incoming;
    const request: RecordedRequest = {
      method,
      path,
      body,
      status: undefined,
      time: Date.now(),
      served: undefined,
    };
    requests.push(request);
    const fault = await faultFor(request, requests.length - 1);
    if (fault === "drop-request") return void outgoing.destroy();
    const instead = typeof fault === "object" && "answer" in fault ? fault : undefined;
    if (instead && !instead.reached) return answerWith(instead, request, outgoing);
    const answer = await fetchPatiently(new URL(path, target.origin), {
      method,
      headers: forwardable(incoming),
      body: method === "GET" || body === "" ? undefined : body,
      redirect: "manual",
    });
    const content = Buffer.from(await answer.arrayBuffer());
    request.served = Date.now();
    if (fault === "drop-answer") return void outgoing.destroy();
    if (instead) return answerWith(instead, request, outgoing);
    // Whoever has given up on an answer needs nobody to go on waiting with it.
    if (typeof fault === "object" && "late" in fault) await sleep(fault.late, undefined, { ref: false });
    request.status = answer.status;
    const headers = Object.fromEntries(answer.headers);
    delete headers["content-encoding"];
    delete headers["transfer-encoding"];
    outgoing.writeHead(answer.status, { ...headers, "content-length": String(content.length) }).end(content);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    requests,
    writes: () =>
      requests.filter(
        ({ method, path }) => method !== "GET" && !(method === "POST" && READING_POST.test(path)),
      ),
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answerWith(
  { answer, headers, body = "" }: Extract<InjectedFault, { answer: number }>,
  request: RecordedRequest,
  outgoing: ServerResponse,
): void {
  request.status = answer;
  outgoing.writeHead(answer, headers).end(body);
}

/**
 * Prefect on SQLite answers 503 while other tests keep its database busy, and has done nothing then: asked again here,
 * so that a client behind the proxy meets the faults that its test means, and no others.
 */
async function fetchPatiently(url: URL, request: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, request);
    if (answer.status !== 503 || attempt === PATIENCE) return answer;
    await answer.arrayBuffer();
    await sleep(200);
  }
}

/** Times that a busy server is asked. */
const PATIENCE = 50;

/** Headers without those that belong to one connection. */
function forwardable({ headers }: IncomingMessage): Record<string, string> {
  const own = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);
  return Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !own.has(entry[0]),
    ),
  );
}
