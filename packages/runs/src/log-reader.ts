import type { Log, PrefectClient } from "#prefect-api";

/** Milliseconds. Runs send their lines every two seconds, and a busy server takes its time: older ones come later. */
const OVERLAP = 10_000;

/** Reads what runs log while they run: of all of them by one request, and of each that has ended what is left. */
export class LogReader {
  private readonly client: PrefectClient;
  /** Ids of the lines that were read, by run. */
  private readonly seen = new Map<string, Set<string>>();
  private newest: number | undefined;

  constructor(client: PrefectClient) {
    this.client = client;
  }

  /** New lines of each run that has some, by its id, the oldest first. */
  async read(runIds: readonly string[]): Promise<Map<string, Log[]>> {
    if (runIds.length === 0) return new Map();
    const from = this.newest === undefined ? undefined : new Date(this.newest - OVERLAP).toISOString();
    const byRun = new Map<string, Log[]>();
    for (const line of this.unseen(await this.client.logs.list(runIds, from))) {
      const run = line.flow_run_id ?? "";
      const lines = byRun.get(run);
      if (lines) lines.push(line);
      else byRun.set(run, [line]);
      const time = Date.parse(line.timestamp);
      if (time > (this.newest ?? 0)) this.newest = time;
    }
    return byRun;
  }

  /** The lines of a run that has ended which were not read yet: the clock of its machine may be another one. */
  async finish(runId: string): Promise<Log[]> {
    const lines = this.unseen(await this.client.logs.list([runId]));
    this.seen.delete(runId);
    return lines;
  }

  private unseen(lines: readonly Log[]): Log[] {
    return lines.filter(({ id, flow_run_id }) => {
      const run = flow_run_id ?? "";
      const seen = this.seen.get(run) ?? new Set();
      this.seen.set(run, seen);
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
  }
}
