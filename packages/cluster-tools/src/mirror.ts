import { FaultError } from "#diagnostics";

/** An address that has the releases under the same paths as the official ones. */
export interface Mirror {
  /** Without a slash at its end, and without user and password. */
  url: string;
  /** Value of the header `Authorization`, where the address held user and password. */
  authorization: string | undefined;
  /** True where neither TLS nor loopback protects what comes from it. */
  open: boolean;
}

/** Reads `https://user:password@host/path`; the user part is optional. */
export function parseMirror(text: string): Mirror {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw new FaultError({
      code: "input-invalid",
      message: "Input `mirror` is no address of a web server.",
      fix: "Write one such as https://mirror.example/cluster-tools, without a query.",
    });
  }
  const credentials = [url.username, url.password].map(decodeURIComponent).join(":");
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  return {
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ""),
    authorization: url.username ? `Basic ${Buffer.from(credentials).toString("base64")}` : undefined,
    open: url.protocol === "http:" && !loopback,
  };
}
