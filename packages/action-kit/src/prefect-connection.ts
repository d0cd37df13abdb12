import { InvalidValue, parseTextMap } from "./input-values.ts";
import type { InputReader } from "./inputs.ts";
import { maskSecret } from "./secrets.ts";

/** The connection inputs as given; prefect-api says what they and Prefect's own variables mean together. */
export interface PrefectConnectionInputs {
  /** Address of the API, or of the Cloud page of a workspace. */
  apiUrl: string | undefined;
  apiKey: string | undefined;
  /** `user:password` of a self-hosted server with basic auth. */
  authString: string | undefined;
  /** Headers for every request, such as a proxy wants; JSON, YAML or `Name=value` lines. */
  headers: string | undefined;
}

/** The variables that prefect-api falls back to and that hold secrets. */
const SECRET_VARIABLES = ["PREFECT_API_KEY", "PREFECT_API_AUTH_STRING"];
const HEADERS_VARIABLE = "PREFECT_CLIENT_CUSTOM_HEADERS";

/** Reads the connection inputs, and masks every secret among them and among the variables behind them. */
export function readPrefectConnection(input: InputReader): PrefectConnectionInputs {
  for (const variable of SECRET_VARIABLES) maskSecret(process.env[variable]);
  const headers = input.optional("prefect-headers");
  maskHeaders(headers);
  maskHeaders(process.env[HEADERS_VARIABLE]);
  return {
    apiUrl: input.optional("prefect-api-url"),
    apiKey: input.secret("prefect-api-key"),
    authString: input.secret("prefect-auth-string"),
    headers,
  };
}

function maskHeaders(headers: string | undefined): void {
  if (!headers) return;
  maskSecret(headers);
  try {
    for (const value of Object.values(parseTextMap(headers))) maskSecret(value);
  } catch (error) {
    // prefect-api reads the headers for real and tells what is wrong with them.
    if (!(error instanceof InvalidValue)) throw error;
  }
}
