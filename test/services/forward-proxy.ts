import { createServer, request as sendOn } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { Duplex } from "node:stream";

/** An HTTP proxy (RFC 9110, 7.6 and 9.3.6): passes on what is asked by HTTP, and opens tunnels for HTTPS. */
export interface ForwardProxy {
  /** Address for HTTP_PROXY and HTTPS_PROXY, without credentials. */
  url: string;
  /** What it was asked for, in order: `GET http://host/path` or `CONNECT host:443`. */
  asked: string[];
  stop(): Promise<void>;
}

export interface ForwardProxyOptions {
  /** Where hosts that only the proxy knows really are: `name:port` to `host:port`. */
  hosts?: Record<string, string>;
  /** `user:password` without which it passes nothing on. */
  credentials?: string;
}

/** Starts one on loopback. */
export async function startForwardProxy({
  hosts = {},
  credentials,
}: ForwardProxyOptions = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const tunnels = new Set<Duplex>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  const isLetIn = (given: string | undefined) => wanted === undefined || given === wanted;
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { "proxy-authorization": given, ...headers } = incoming.headers;
    if (!isLetIn(given)) return void outgoing.writeHead(407).end();
    const { host, pathname, search } = new URL(incoming.url ?? "");
    const [hostname, port] = (hosts[host] ?? host).split(":");
    const { method } = incoming;
    const onward = sendOn({ hostname, port, method, path: pathname + search, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`);
    if (!isLetIn(incoming.headers["proxy-authorization"])) {
      return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    }
    const [hostname, port] = (hosts[incoming.url ?? ""] ?? incoming.url ?? "").split(":");
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) {
      tunnels.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        socket.destroy();
        onward.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      for (const tunnel of tunnels) tunnel.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
