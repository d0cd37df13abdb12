import type { Fault } from "#diagnostics";
import { cancelRuns } from "#runs";
import { type ConnectOptions, connect } from "./connect.ts";
import { leftRun } from "./judge-runs.ts";

/**
 * Asks runs that a job has started, and no others, to stop; waits for a bounded time.
 *
 * @param seconds how long is waited
 * @returns what is told of those that did not
 */
export async function stopRuns(
  options: ConnectOptions,
  ids: readonly string[],
  seconds: number,
): Promise<Fault[]> {
  const client = await connect(options);
  const { ended, running } = await cancelRuns(client, ids, seconds);
  if (ended.length > 0) options.reporter.info(`${ended.map(({ name }) => name).join(", ")}: stopped`);
  return running.map(({ id, name }) => leftRun(name ?? id, id, client.connection.apiUrl));
}
