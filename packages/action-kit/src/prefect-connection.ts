import { InvalidValue, parseTextMap } from "#input-values";
import type { InputReader } from "./inputs.ts";
import { maskSecret } from "./secrets.ts";

/** The connection inputs as given; prefect-api says what they and Prefect's own variables mean together. */
export interface PrefectConnectionInputs {
  /** Address of the API, or of the Cloud page of a workspace. */
  apiUrl: string | undefined;
  apiKey: string | undefined;
  /** `user:password` of a self-hosted server with basic auth. */
  authString: string | undefined;
  /** Headers for every request, such as a proxy wants. */
  headers: Record<string, string>;
  /** Seconds without any successful answer after which the server is given up. */
  serverTimeout: number;
}

/** The variables that prefect-api falls back to and that hold secrets. */
const SECRET_VARIABLES = ["PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"];
const HEADERS_VARIABLE = "PREFECT_CLIENT_CUSTOM_HEADERS";

/** Reads the connection inputs, and masks every secret among them and among the variables behind them. */
export function readPrefectConnection(input: InputReader): PrefectConnectionInputs {
  for (const variable of SECRET_VARIABLES) maskSecret(process.env[variable]);
  maskHeaders(headersOfVariable());
  const headers = input.textMap("prefect-headers");
  maskHeaders(headers);
  return {
    apiUrl: input.optional("prefect-api-url"),
    apiKey: input.secret("prefect-api-key"),
    authString: input.secret("prefect-auth-string"),
    headers,
    serverTimeout: input.duration("server-timeout", "2m", { minimum: 1, maximum: 86_400 }),
  };
}

/** The redactor leaves out what is too short to be a secret, such as `true`. */
function maskHeaders(headers: Record<string, string>): void {
  for (const value of Object.values(headers)) maskSecret(value);
}

function headersOfVariable(): Record<string, string> {
  try {
    return parseTextMap(process.env[HEADERS_VARIABLE] ?? "");
  } catch (error) {
    // prefect-api reads the variable for real and tells what is wrong with it.
    if (error instanceof InvalidValue) return {};
    throw error;
  }
}
