import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached the proxy; `kind` tells writes from reads that need a POST. */
export interface SeenRequest {
  method: string;
  path: string;
  /** A server on SQLite answers 503 now and then: the client asks again, and nothing was written. */
  busy?: boolean;
}

/** A fault to inject: answers `status` instead of asking the server, or `"after"` it has carried the request out. */
export type Fault = { status: number; when?: "before" | "after" };

/**
 * Stands before a Prefect server, sees every request and fails those that a test wants to fail. Nothing is made up:
 * whatever isn't failed is answered by the real server.
 */
export class CountingProxy {
  readonly seen: SeenRequest[] = [];
  /** Decides which requests fail. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  private readonly target: string;
  private readonly server = createServer((request, response) => void this.handle(request, response));

  private constructor(target: string) {
    this.target = new URL(target).origin;
  }

  /** @param apiUrl address of the server's API, such as `http://127.0.0.1:4200/api` */
  static async start(apiUrl: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(apiUrl);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`;
  }

  /** The requests that change the server, as `METHOD /path` with ids as `*`; forgets what was seen. */
  takeWrites(): string[] {
    const isRead = ({ method, path }: SeenRequest) =>
      method === "GET" || (method === "POST" && /\/(filter|count|paginate)$/.test(path));
    const writes = this.seen.filter((request) => !request.busy && !isRead(request));
    this.seen.length = 0;
    return writes.map(
      ({ method, path }) => `${method} ${path.replace(/^\/api/, "").replace(/[0-9a-f-]{36}/g, "*")}`,
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const seen: SeenRequest = { method: request.method ?? "", path: request.url ?? "" };
    this.seen.push(seen);
    const fault = this.fault(seen);
    if (fault && fault.when !== "after") return refuse(response, fault.status);
    const answer = await fetch(`${this.target}${seen.path}`, {
      method: seen.method,
      headers: { "content-type": "application/json" },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    seen.busy = answer.status === 503;
    if (fault) return refuse(response, fault.status);
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ detail: "refused by the test" }));
}
