import { FaultError } from "#diagnostics";
import { connectionFromInputs, PrefectApiError } from "#prefect-api";
import { type ConnectOptions, connect } from "./connect.ts";

/** Whether a server can be used; what lacks is one sentence. */
export type Access = { available: true } | { available: false; lacks: string };

/**
 * Tells whether the server answers and takes what is given. Only credentials that are missing make it unavailable, as
 * they are for a pull request that gets no secrets.
 *
 * @param environment where variables and secrets come from, for the messages
 * @throws FaultError where no address is given, and where the server refuses credentials or can't be reached
 */
export async function checkAccess(options: ConnectOptions, environment: string): Promise<Access> {
  const { connection, env } = options;
  if (!connection.apiUrl && !env.PREFECT_API_URL?.trim()) {
    throw new FaultError({
      message: `The environment ${environment} names no Prefect server.`,
      fix: `Give it the variable PREFECT_API_URL (Settings, Environments, ${environment}).`,
    });
  }
  if (hasNoCredentials(options)) {
    if (isCloud(options)) return { available: false, lacks: `${environment} gives no PREFECT_API_KEY.` };
    try {
      await connect(options);
    } catch (error) {
      if (!(error instanceof PrefectApiError && (error.status === 401 || error.status === 403))) throw error;
      return {
        available: false,
        lacks: `${environment} gives neither PREFECT_API_AUTH_STRING nor PREFECT_API_KEY, and the server asks for one.`,
      };
    }
    return { available: true };
  }
  await connect(options);
  return { available: true };
}

function hasNoCredentials({ connection, env }: ConnectOptions): boolean {
  const given = [
    connection.apiKey,
    connection.authString,
    ...Object.values(connection.headers ?? {}),
    env.PREFECT_API_KEY,
    env.PREFECT_API_AUTH_STRING,
    env.PREFECT_CLIENT_CUSTOM_HEADERS,
  ];
  return given.every((value) => !value?.trim());
}

/** Prefect Cloud asks for a key in any case: with one made up, the address alone tells. */
function isCloud({ connection, env }: ConnectOptions): boolean {
  return connectionFromInputs({ ...connection, apiKey: "none" }, env).kind === "cloud";
}
