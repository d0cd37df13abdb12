import { type Fault, FaultError } from "#diagnostics";
import { withoutSecrets } from "#redaction";
import type { Connection } from "./connection.ts";
import { NotJson, type Request } from "./exchange.ts";
import { errorCode, isTimeout, isUntrusted } from "./network-error.ts";

/** An answer that can't be used, or none at all. */
export class PrefectApiError extends FaultError {
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** True where something else than Prefect answered, such as a page to log in at. */
  readonly isAnotherPage: boolean;

  constructor(
    fault: Fault,
    status: number | null,
    { isAnotherPage = false, ...options }: { cause?: unknown; isAnotherPage?: boolean } = {},
  ) {
    super(fault, options);
    this.status = status;
    this.isAnotherPage = isAnotherPage;
  }
}

interface Refusal {
  status: number;
  body: unknown;
  location?: string | null;
}

/** The error for an answer that says no, or that isn't Prefect's. */
export function answerFault(connection: Connection, request: Request, answer: Refusal): PrefectApiError {
  const { code, message, fix } = explain(connection, request, answer);
  return new PrefectApiError(
    { code, message: redact(message, connection), ...(fix ? { fix: redact(fix, connection) } : {}) },
    answer.status,
    { isAnotherPage: isAnotherPage(answer) },
  );
}

function isAnotherPage({ status, body }: Refusal): boolean {
  return (status >= 300 && status < 400) || (status < 500 && body instanceof NotJson);
}

function explain(connection: Connection, request: Request, answer: Refusal): Fault {
  const { status } = answer;
  const url = connection.apiUrl;
  const asked = `${request.method} ${request.path}`;
  const detail = serverDetail(answer.body);
  if (status >= 300 && status < 400) {
    const target = redirectTarget(answer.location, url, request.path);
    return {
      code: "server-redirects",
      message: `${url} redirects to ${target} instead of answering.`,
      fix: /login|signin|sign-in|oauth|sso|auth/i.test(target)
        ? "A login stands before the server: give what it lets programs in by (prefect-auth-string, prefect-headers)."
        : "Give the address that it redirects to as prefect-api-url.",
    };
  }
  if (status === 401 || status === 403) return refused(connection, asked, status, detail);
  const says = detail ? `: ${detail}` : ".";
  if (status === 429)
    return {
      code: "server-busy",
      message: `The server answers ${asked} with "too many requests" (429), however long it is waited for.`,
      fix: "Run again later, or lower the concurrency.",
    };
  if (status >= 500)
    return {
      code: "server-failed",
      message: `The server failed at ${asked} (${status})${says}`,
      fix: "Its log says why. Running again is safe.",
    };
  if (answer.body instanceof NotJson) {
    return {
      code: "server-not-prefect",
      message: `${url} answered ${asked} with a web page (status ${status}), not as a Prefect API does.`,
      fix: "Check prefect-api-url: it is the address of the API (usually ending in /api), not of the UI, and nothing (a login page, a proxy) may stand before it unless prefect-headers gets past it.",
    };
  }
  if (status === 404 && /^Not Found$/i.test(detail))
    return {
      code: "server-not-prefect",
      message: `${url} does not know ${asked} (404).`,
      fix: "Check prefect-api-url: either no Prefect API is there, or one of another version (see the server versions that are supported).",
    };
  if (status === 422)
    return { code: "request-refused", message: `The server does not accept ${asked} (422)${says}` };
  return { code: "request-refused", message: `The server refuses ${asked} (${status})${says}` };
}

function refused(connection: Connection, asked: string, status: number, detail: string): Fault {
  const says = detail && !/^(Unauthorized|Forbidden|Not authenticated)$/i.test(detail) ? `: ${detail}` : ".";
  const sent = connection.headers.authorization;
  if (status === 403 && sent)
    return {
      code: "permission-missing",
      message: `The credentials don't allow ${asked} (403)${says}`,
      fix: "Give the key's account the permission, or a key that has it.",
    };
  const wanted =
    connection.kind === "cloud"
      ? "prefect-api-key (a key can have expired or be of another account)"
      : "prefect-auth-string (the server's PREFECT_SERVER_API_AUTH_STRING), or prefect-headers if a proxy asks";
  return {
    code: "credentials-refused",
    message: `${connection.apiUrl} ${sent ? "does not take the credentials" : "wants credentials and none are given"} (${status})${says}`,
    fix: `Check ${wanted}.`,
  };
}

/**
 * The error for a success that holds something else than Prefect sends.
 *
 * @param found such as `null instead of a deployment`
 */
export function oddAnswerFault(
  connection: Connection,
  request: Request,
  status: number,
  found: string,
): PrefectApiError {
  const asked = `${request.method} ${request.path}`;
  const message = `${connection.apiUrl} answered ${asked} (${status}) with ${found}, not as a Prefect API does.`;
  return new PrefectApiError(
    {
      code: "server-not-prefect",
      message: redact(message, connection),
      fix: "Look at what stands before the server (a proxy, a gateway, a login), and check prefect-api-url. Running again is safe.",
    },
    status,
  );
}

/** The error for a server that has given no successful answer for too long. */
export function silenceFault(
  connection: Connection,
  longest: number,
  last: PrefectApiError | undefined,
): PrefectApiError {
  const host = new URL(connection.apiUrl).host;
  const silent = `${host} has given no successful answer for ${longest / 1000} s.`;
  const [fault] = last?.faults ?? [];
  return new PrefectApiError(
    {
      code: fault?.code ?? "server-unreachable",
      message: fault ? `${fault.message} ${silent}` : silent,
      fix: `${fault?.fix ?? "Check that the server is up and not overloaded."} \`server-timeout\` says how long it is waited for.`,
    },
    null,
    { cause: last?.cause },
  );
}

const REACH =
  "Check that the server runs and that its address can be reached from this machine (HTTPS_PROXY, HTTP_PROXY and NO_PROXY are used).";
const PROXY =
  "The environment names this proxy: check HTTPS_PROXY or HTTP_PROXY, and name the server's host in NO_PROXY if no proxy leads to it.";

/**
 * What went wrong below HTTP.
 *
 * @param proxy the one that the request was sent through
 */
export function connectionFault(
  connection: Connection,
  request: Request,
  error: unknown,
  timeout: number,
  proxy?: URL,
): PrefectApiError {
  const code = errorCode(error);
  const host = new URL(connection.apiUrl).host;
  // Through a proxy, only its own name is looked up and only it is connected to.
  const near = proxy ? `${proxy.host}, the proxy before ${host}` : host;
  const why = new Map<string, [string, string]>([
    [
      "ENOTFOUND",
      [
        `The host ${near} is not known.`,
        proxy ? PROXY : `Check prefect-api-url for a typing error. ${REACH}`,
      ],
    ],
    [
      "EAI_AGAIN",
      [
        `The name of the host ${near} can't be looked up now.`,
        proxy ? PROXY : "Check prefect-api-url and the network.",
      ],
    ],
    ["ECONNREFUSED", [`Nothing listens at ${near}.`, proxy ? PROXY : REACH]],
    ["ERR_PROXY_REFUSED", [`${host} is not reached: ${(error as Error).message}.`, PROXY]],
  ]);
  const [message, fix] =
    why.get(code) ??
    (isTimeout(error)
      ? [
          `${host} gave no answer to ${request.method} ${request.path} within ${timeout / 1000} s.`,
          "Check that the server is up and not overloaded.",
        ]
      : isUntrusted(error)
        ? [
            `The certificate of ${host} is not trusted (${code}).`,
            "Give its authority's certificate by NODE_EXTRA_CA_CERTS.",
          ]
        : [
            `The connection to ${host} broke at ${request.method} ${request.path}${code ? ` (${code})` : ""}.`,
            REACH,
          ]);
  return new PrefectApiError(
    { code: "server-unreachable", message: redact(message, connection), fix },
    null,
    // Node's own message names hosts and codes, never headers or bodies.
    { cause: error },
  );
}

/**
 * What the server says in its answer. Of a failed validation only place and message are taken: the whole answer
 * repeats what was sent, secrets included (`prefect.server.api.server.validation_exception_handler`).
 */
export function serverDetail(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const { detail, exception_detail, exception_message } = body as Record<string, unknown>;
  const list = Array.isArray(exception_detail) ? exception_detail : Array.isArray(detail) ? detail : [];
  const lines = list.flatMap((item: unknown) => {
    if (typeof item === "string") return [item];
    if (typeof item !== "object" || item === null) return [];
    const { loc, msg } = item as { loc?: unknown; msg?: unknown };
    const place = Array.isArray(loc) ? loc.filter((part) => part !== "body").join(".") : "";
    return typeof msg === "string" ? [place ? `${place}: ${msg}` : msg] : [];
  });
  if (lines.length > 0) return lines.map(withoutValues).join("; ");
  const text = [detail, exception_message].find((value) => typeof value === "string");
  return typeof text === "string" ? withoutValues(text).slice(0, 1000) : "";
}

/** Prefect's own checks repeat the value that doesn't fit, and a whole schema with its defaults. */
function withoutValues(text: string): string {
  return text
    .replace(/ Failure reason: .*$/s, "")
    .replace(/<ValidationError: .*$/s, "the values don't fit the schema.");
}

/** Origin and path only: a query may carry a token. What was asked for is taken off its end, to leave an API address. */
function redirectTarget(location: string | null | undefined, base: string, asked: string): string {
  if (!location || !URL.canParse(location, base)) return "somewhere else";
  const { origin, pathname } = new URL(location, base);
  const path = asked.replace(/\?.*$/, "");
  return `${origin}${pathname.endsWith(path) ? pathname.slice(0, -path.length) : pathname}`;
}

/** The text without the connection's secrets, whatever a server or an error put into it. */
export function redact(text: string, connection: Connection): string {
  return withoutSecrets(text, connection.secrets);
}
