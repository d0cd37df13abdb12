/** A proxy's word that it doesn't pass a request on: the server has seen nothing of it. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
  readonly code = "ERR_PROXY_REFUSED";

  /** @param proxy host and port, never with credentials */
  readonly proxy: string;
  readonly status: number;

  constructor(proxy: string, status: number) {
    super(
      status === 407
        ? `the proxy ${proxy} wants credentials, or others (407)`
        : `the proxy ${proxy} answered ${status} instead of opening a connection`,
    );
    this.proxy = proxy;
    this.status = status;
  }
}

/** The status in undici's word of a proxy that refuses; undefined where an error is another. */
export function refusalStatus(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, status] = /^Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(error.message) ?? [];
  return status === undefined ? refusalStatus(error.cause) : Number(status);
}
