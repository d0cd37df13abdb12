/** Whether AbortSignal.timeout ended it; that error's code is an old number, not a text. */
export function isTimeout(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === "TimeoutError";
}

/** Whether the attempt ended before anything was sent (codes of Node, undici and `ProxyError`). */
export function neverConnected(error: unknown): boolean {
  const codes = [
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "ERR_PROXY_REFUSED",
  ];
  return codes.includes(errorCode(error));
}

/** The code of an error, or of its cause: fetch wraps what went wrong, and all that it tried of a host's addresses. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  return errorCode(cause) || (Array.isArray(errors) ? errorCode(errors[0]) : "");
}

/** Whether a certificate or the encryption is at fault (codes of Node and OpenSSL). */
export function isUntrusted(error: unknown): boolean {
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO/.test(errorCode(error));
}
