import { type Fault, FaultError, throwIfAny } from "#diagnostics";
import { isTextMap } from "#json";
import { isLongEnough } from "#redaction";
import { apiAddress, type ServerKind } from "./api-address.ts";

/** How a Prefect server is reached. */
export interface Connection {
  /** Address of the API without a slash at its end. */
  apiUrl: string;
  kind: ServerKind;
  /** How `apiUrl` was made of the given address, where it differs. */
  note: string | null;
  /** Sent with every request: authorization and the user's own. */
  headers: Readonly<Record<string, string>>;
  /** What must not be printed. */
  secrets: readonly string[];
  /** Milliseconds without any successful answer after which the server is given up. */
  serverTimeout: number;
}

/** What a user gave; empty text counts as not given. */
export interface ConnectionInputs {
  /** `prefect-api-url` */
  apiUrl?: string;
  /** `prefect-api-key`, for Prefect Cloud */
  apiKey?: string;
  /** `prefect-auth-string`, `user:password` of a self-hosted server */
  authString?: string;
  /** `prefect-headers`, for proxies */
  headers?: Readonly<Record<string, string>>;
  /** `server-timeout` in seconds: how long a server may give no successful answer */
  serverTimeout?: number;
}

/** Seconds that suffice for a restart. */
const SERVER_TIMEOUT = 120;

/** Headers that belong to the client (as in `prefect.client.base`). */
const RESERVED = new Set(["user-agent", "prefect-csrf-token", "prefect-csrf-client", "content-type", "host"]);

/**
 * Resolves the connection. Every input falls back to Prefect's own variable: PREFECT_API_URL, PREFECT_API_KEY,
 * PREFECT_API_AUTH_STRING, PREFECT_CLIENT_CUSTOM_HEADERS. An input beats a variable; where both a key and an
 * authorization string remain, the authorization string is sent, as Prefect's own client does; a header
 * `Authorization` of the user's beats both.
 *
 * @throws FaultError that names the input which is missing or can't be used
 */
export function connectionFromInputs(
  inputs: ConnectionInputs,
  env: Readonly<Record<string, string | undefined>> = {},
): Connection {
  const url = pick("prefect-api-url", inputs.apiUrl, "PREFECT_API_URL", env);
  if (!url)
    throw new FaultError({
      code: "server-not-given",
      message: "No Prefect server is given.",
      fix: "Set the input prefect-api-url or the variable PREFECT_API_URL.",
    });
  const address = apiAddress(url.value, url.source);
  const faults: Fault[] = [];
  const headers = customHeaders(inputs.headers, env, faults);
  const { apiKey, authString } = credentials(inputs, env, faults);
  if (address.kind === "cloud" && !apiKey && !headers.authorization)
    faults.push({
      code: "credentials-missing",
      message: "Prefect Cloud needs an API key.",
      fix: "Set the input prefect-api-key or the variable PREFECT_API_KEY.",
    });
  throwIfAny(faults);
  if (!headers.authorization && authString && address.kind === "self-hosted")
    headers.authorization = `Basic ${Buffer.from(authString).toString("base64")}`;
  else if (!headers.authorization && apiKey) headers.authorization = `Bearer ${apiKey}`;
  return {
    apiUrl: address.url,
    kind: address.kind,
    note: address.note,
    headers,
    secrets: secretsOf([apiKey, authString], Object.values(headers)),
    serverTimeout: (inputs.serverTimeout ?? SERVER_TIMEOUT) * 1000,
  };
}

function pick(
  input: string,
  given: string | undefined,
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
): { value: string; source: string } | undefined {
  const [value, source] = given?.trim()
    ? [given, `The input ${input}`]
    : [env[variable] ?? "", `The variable ${variable}`];
  return value.trim() ? { value: value.trim(), source } : undefined;
}

/** An input beats both variables: a key of the environment isn't mixed with an authorization string given here. */
function credentials(
  inputs: ConnectionInputs,
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): { apiKey?: string; authString?: string } {
  const given = inputs.apiKey?.trim() || inputs.authString?.trim();
  const source = given ? {} : env;
  const key = pick("prefect-api-key", inputs.apiKey, "PREFECT_API_KEY", source);
  const auth = pick("prefect-auth-string", inputs.authString, "PREFECT_API_AUTH_STRING", source);
  if (key && /[^\x21-\x7e]/.test(key.value))
    faults.push({
      code: "connection-invalid",
      message: `${key.source} holds a character that no API key has (a space or a line break?).`,
      fix: "Copy the key again, in one line.",
    });
  if (auth && !auth.value.includes(":"))
    faults.push({
      code: "connection-invalid",
      message: `${auth.source} has no colon.`,
      fix: "Write it as user:password.",
    });
  return { apiKey: key?.value, authString: auth?.value };
}

function customHeaders(
  given: Readonly<Record<string, string>> | undefined,
  env: Readonly<Record<string, string | undefined>>,
  faults: Fault[],
): Record<string, string> {
  const ofInput = given && Object.keys(given).length > 0;
  const source = ofInput ? "The input prefect-headers" : "The variable PREFECT_CLIENT_CUSTOM_HEADERS";
  const all = ofInput ? given : headersOfVariable(env.PREFECT_CLIENT_CUSTOM_HEADERS, faults);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      faults.push({
        code: "connection-invalid",
        message: `${source} holds ${JSON.stringify(name)}, which can't name a header.`,
        fix: "Letters, digits and hyphens can.",
      });
    else if (RESERVED.has(name.toLowerCase()))
      faults.push({
        code: "connection-invalid",
        message: `${source} sets ${name}, which the client sets itself.`,
        fix: "Remove it.",
      });
    else if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
      faults.push({
        code: "connection-invalid",
        message: `${source} gives ${name} a value that a header can't have (a line break?).`,
        fix: "Give it in one line of plain text.",
      });
    else headers[name.toLowerCase()] = value.trim();
  }
  return headers;
}

/** The variable is a JSON object, as Prefect's settings read it. */
function headersOfVariable(text: string | undefined, faults: Fault[]): Record<string, string> {
  if (!text?.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isTextMap(value)) return value;
  } catch {
    // Told below; the parser's message would quote the value.
  }
  faults.push({
    code: "connection-invalid",
    message: "The variable PREFECT_CLIENT_CUSTOM_HEADERS is not a JSON object of texts.",
    fix: 'Write it as {"Name": "value"}.',
  });
  return {};
}

/**
 * What must not be printed: credentials whole, without their scheme, and a password alone. A header's value counts
 * when it is long enough to be one: masking `true` would blot out half a log.
 */
function secretsOf(credentials: readonly (string | undefined)[], headerValues: readonly string[]): string[] {
  const given = credentials.filter((value) => value !== undefined);
  const passwords = given.flatMap((value) =>
    value.includes(":") ? [value.slice(value.indexOf(":") + 1)] : [],
  );
  const tokens = headerValues.map((value) => value.replace(/^(Basic|Bearer|Token) +/i, ""));
  const all = [...given, ...passwords, ...[...headerValues, ...tokens].filter(isLongEnough)];
  return [...new Set(all)].filter((value) => value.length > 0);
}
