import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What goes wrong with one request. */
export type NetworkFault =
  /** The connection is reset; the server never sees the request. */
  | { kind: "reset" }
  /** The server does what it was asked; its answer is lost with the connection. */
  | { kind: "answer-lost" }
  /** The server does what it was asked; its answer comes this much later. */
  | { kind: "answer-late"; milliseconds: number }
  /** Another answer instead of the server's, who never sees the request unless `reached` is set. */
  | {
      kind: "answer";
      status: number;
      headers?: Record<string, string>;
      body?: string;
      reached?: boolean;
    };

interface Rule {
  method: string;
  path: RegExp;
  times: number;
  fault: NetworkFault;
}

/** One request as the proxy saw it. */
export interface SeenRequest {
  method: string;
  /** With the query. */
  path: string;
  /** Milliseconds since the epoch. */
  time: number;
  fault: NetworkFault["kind"] | null;
}

/** A proxy on loopback before a real server: everything passes but for what it is told to spoil. */
export interface FaultyProxy {
  apiUrl: string;
  /** All requests so far, in the order in which they came. */
  seen: SeenRequest[];
  /** Spoils the next `times` requests of this method whose path matches. */
  spoil(method: string, path: RegExp, fault: NetworkFault, times?: number): void;
  stop(): Promise<void>;
}

export async function startFaultyProxy(apiUrl: string): Promise<FaultyProxy> {
  const rules: Rule[] = [];
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "", url = "" } = incoming;
    const rule = rules.find((one) => one.times > 0 && one.method === method && one.path.test(url));
    if (rule) rule.times--;
    seen.push({ method, path: url, time: Date.now(), fault: rule?.fault.kind ?? null });
    serve(new URL(apiUrl), incoming, outgoing, rule?.fault).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}${new URL(apiUrl).pathname}`,
    seen,
    spoil: (method, path, fault, times = 1) => void rules.push({ method, path, times, fault }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  target: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: NetworkFault | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (fault?.kind === "reset") {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (fault?.kind === "answer" && !fault.reached) {
    outgoing.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  const answer = await forward(target, incoming, body);
  if (fault?.kind === "answer-lost") outgoing.socket?.resetAndDestroy();
  else if (fault?.kind === "answer") outgoing.writeHead(fault.status, fault.headers).end(fault.body);
  else {
    if (fault?.kind === "answer-late") await sleep(fault.milliseconds);
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

function forward(
  target: URL,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const options = {
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: target.host, connection: "close" },
    };
    const sent = httpRequest(options, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const { "transfer-encoding": _, connection: __, ...headers } = answer.headers;
      resolve({ status: answer.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
