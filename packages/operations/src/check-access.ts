import { FaultError } from "#diagnostics";
import { connectionFromInputs, deploymentsPage, PrefectApiError } from "#prefect-api";
import { type ConnectOptions, connect } from "./connect.ts";

/** Whether a server can be used; what lacks is one sentence. */
export type Access = { deploymentsUrl: string | undefined } & (
  | { available: true }
  | { available: false; lacks: string }
);

/**
 * Tells whether the server answers and takes what is given. Only credentials that are missing make it unavailable, as
 * they are for a pull request that gets no secrets: the server asks for some, or a page to log in at stands before it.
 *
 * @param environment where variables and secrets come from, for the messages
 * @param tag of the deployments that the page in Prefect's UI is to show; all unless given
 * @throws FaultError where no address is given, and where the server refuses credentials or can't be reached
 */
export async function checkAccess(
  options: ConnectOptions,
  environment: string,
  tag?: string,
): Promise<Access> {
  const { connection, env } = options;
  if (!connection.apiUrl && !env.PREFECT_API_URL?.trim()) {
    throw new FaultError({
      code: "server-not-given",
      message: `The environment ${environment} names no Prefect server.`,
      fix: `Give it the variable PREFECT_API_URL (Settings, Environments, ${environment}).`,
    });
  }
  const withoutAny = hasNoCredentials(options);
  const resolved = connectionFromInputs(
    // Prefect Cloud asks for a key in any case: with one made up, the address alone tells.
    withoutAny ? { ...connection, apiKey: "none" } : connection,
    env,
  );
  const deploymentsUrl = deploymentsPage(resolved, tag);
  const lacking = (lacks: string): Access => ({
    available: false,
    lacks: `${environment} ${lacks}`,
    deploymentsUrl,
  });
  if (withoutAny && resolved.kind === "cloud") return lacking("gives no PREFECT_API_KEY.");
  try {
    await connect(options);
  } catch (error) {
    if (!withoutAny || !(error instanceof PrefectApiError)) throw error;
    if (error.status === 401 || error.status === 403)
      return lacking(
        "gives neither PREFECT_API_AUTH_STRING nor PREFECT_API_KEY, and the server asks for one.",
      );
    if (error.isAnotherPage)
      return lacking(
        "gives neither PREFECT_CLIENT_CUSTOM_HEADERS nor other credentials, and a page to log in at stands before the server.",
      );
    throw error;
  }
  return { available: true, deploymentsUrl };
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
