import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { fetch } from "../src/index.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** @param port any that is free unless given */
async function serve(answer: RequestListener, port = 0): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([10080, 6000, 5060, 4190])("a server may listen on %i, where browsers don't go", async (port) => {
  const address = await serve((_, answer) => answer.end("here"), port);
  const response = await fetch(`${address}/`);
  expect([response.status, await response.text()]).toEqual([200, "here"]);
});

test.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
])("an answer that is packed by %s is unpacked", async (encoding, pack) => {
  const address = await serve((request, answer) => {
    expect(request.headers["accept-encoding"]).toContain(encoding);
    answer.writeHead(200, { "content-encoding": encoding }).end(pack("long ".repeat(1000)));
  });
  expect(await (await fetch(address)).text()).toBe("long ".repeat(1000));
});

test("an answer that is cut off within what was packed is an error, and no half text", async () => {
  const address = await serve((_, answer) => {
    const whole = gzipSync("text ".repeat(10_000));
    answer.writeHead(200, { "content-encoding": "gzip" }).end(whole.subarray(0, whole.length / 2));
  });
  const response = await fetch(address);
  await expect(response.text()).rejects.toThrow();
});

test("a redirect is followed unless it is to be told, and takes no credentials to another server", async () => {
  const seen: unknown[] = [];
  const other = await serve((request, answer) => {
    seen.push(request.headers.authorization);
    answer.end("there");
  });
  const address = await serve((_, answer) => answer.writeHead(302, { location: `${other}/` }).end());
  const headers = { authorization: "Bearer s3cret" };
  expect(await (await fetch(address, { headers })).text()).toBe("there");
  expect(seen).toEqual([undefined]);
  const told = await fetch(address, { headers, redirect: "manual" });
  expect([told.status, told.headers.get("location")]).toEqual([302, `${other}/`]);
});

test("a form, a text and bytes are sent as they are", async () => {
  const seen: string[] = [];
  const address = await serve(async (request, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push(`${request.headers["content-type"] ?? "-"} ${Buffer.concat(chunks)}`);
    answer.writeHead(204).end();
  });
  for (const body of [new URLSearchParams({ a: "b c" }), "text", new TextEncoder().encode("bytes")]) {
    expect((await fetch(address, { method: "POST", body })).status).toBe(204);
  }
  expect(seen).toEqual(["application/x-www-form-urlencoded a=b+c", "- text", "- bytes"]);
});

test("a signal ends the wait for an answer", async () => {
  const address = await serve(() => {});
  const asked = fetch(address, { signal: AbortSignal.timeout(50) });
  await expect(asked).rejects.toMatchObject({ name: "TimeoutError" });
});

test("an answer that is cancelled in the middle ends quietly, and the next request is answered", async () => {
  const address = await serve((_, answer) => {
    answer.write(Buffer.alloc(1024 * 1024));
    answer.end(Buffer.alloc(4 * 1024 * 1024));
  });
  const defects: unknown[] = [];
  const note = (error: unknown) => defects.push(error);
  process.on("uncaughtException", note);
  try {
    for (let time = 0; time < 20; time++) (await fetch(`${address}/`)).discard();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await fetch(`${address}/`)).status).toBe(200);
  } finally {
    process.off("uncaughtException", note);
  }
  expect(defects).toEqual([]);
});
