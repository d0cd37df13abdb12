import type { FlowRun, PrefectClient } from "#prefect-api";
import { runOfTag } from "./run-key.ts";

/**
 * The runs that jobs of a repository have started and that have not ended, by what the CI calls the job's run. A server
 * knows no beginnings of tags: what is due or under way is read, and those with exactly our tag are taken.
 *
 * @param repository name or address
 */
export async function openRuns(client: PrefectClient, repository: string): Promise<Map<string, FlowRun[]>> {
  const found = await client.flowRuns.list({
    operator: "and_",
    state: { operator: "and_", type: { any_: ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"] } },
    // Ours were due when they were made; what the scheduler has made ahead may be very many.
    expected_start_time: { before_: new Date().toISOString() },
    tags: { operator: "and_", is_null_: false },
  });
  const byRun = new Map<string, FlowRun[]>();
  for (const run of found) {
    const id = (run.tags ?? []).map((tag) => runOfTag(tag, repository)).find((one) => one !== undefined);
    if (id !== undefined) byRun.set(id, [...(byRun.get(id) ?? []), run]);
  }
  return byRun;
}
