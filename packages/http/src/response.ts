import { PassThrough, pipeline, type Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher } from "undici";

/** An answer, read as one of `fetch`, whose own class takes longer to load than most requests take. */
export class Response {
  readonly status: number;
  /** By name in small letters; those given several times joined by `, `, as in the Fetch standard. */
  readonly headers: ReadonlyMap<string, string>;
  private readonly body: Readable;

  constructor({ statusCode, headers, body }: Dispatcher.ResponseData) {
    this.status = statusCode;
    this.headers = new Map(
      Object.entries(headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    );
    this.body = decoded(body, this.headers.get("content-encoding"));
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  text(): Promise<string> {
    return text(this.body);
  }

  /** Not for what may hold numbers like 25.0: see packages/json. */
  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = new Uint8Array(await buffer(this.body));
    return bytes.buffer;
  }

  /** Gives up the body. One that is neither read nor discarded keeps its connection. */
  discard(): void {
    this.body.destroy();
  }
}

/**
 * The body as it was before it was packed for the way. It comes through a stream of Node's own in any case: one of undici's
 * ends the process with an error that nobody listens for when it is given up.
 */
function decoded(body: Readable, encoding: string | undefined): Readable {
  const decoder = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[encoding ?? ""];
  const plain = decoder?.() ?? new PassThrough();
  // What goes wrong on either side ends both; the reader of the stream learns of it.
  pipeline(body, plain, () => {});
  return plain;
}
