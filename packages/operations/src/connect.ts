import type { Reporter } from "#diagnostics";
import { type ConnectionInputs, connectionFromInputs, PrefectClient } from "#prefect-api";

export interface ConnectOptions {
  connection: ConnectionInputs;
  /** Where Prefect's own variables are looked up. */
  env: Readonly<Record<string, string | undefined>>;
  reporter: Reporter;
  /** Requests that may be under way at the same time. */
  concurrency?: number;
}

/**
 * A client of the Prefect server that inputs and environment name, after a look whether it answers as one and takes
 * the credentials. Everything secret in the connection is reported as such before the first request.
 */
export async function connect({
  connection,
  env,
  reporter,
  concurrency,
}: ConnectOptions): Promise<PrefectClient> {
  const resolved = connectionFromInputs(connection, env);
  for (const secret of resolved.secrets) reporter.secret(secret);
  const client = new PrefectClient(resolved, { reporter, ...(concurrency ? { concurrency } : {}) });
  await client.server.check();
  return client;
}
