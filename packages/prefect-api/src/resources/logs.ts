import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { readFirst, readPages } from "../paging.ts";
import type { Log } from "../types.ts";

/** What runs have logged. Runs send their lines with a delay of some seconds, so that older ones may come later. */
export class Logs {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /**
   * The lines of runs from a moment on, the oldest first; those of its subflows are theirs. This filter knows no ids to
   * leave out, so that its pages go by offset.
   *
   * @param from ISO 8601; all lines unless given
   */
  list(flowRunIds: readonly string[], from?: string): Promise<Log[]> {
    return readPages((seen) => this.filter(flowRunIds, { from, offset: seen.length, sort: "TIMESTAMP_ASC" }));
  }

  /** The last lines of a run, the oldest first. */
  async last(flowRunId: string, limit: number): Promise<Log[]> {
    const lines = await readFirst(limit, (most) =>
      this.filter([flowRunId], { sort: "TIMESTAMP_DESC", ...(most === undefined ? {} : { limit: most }) }),
    );
    return lines.reverse();
  }

  private filter(
    any_: readonly string[],
    { from, ...page }: { from?: string | undefined; offset?: number; sort: string; limit?: number },
  ): Promise<Log[]> {
    const logs = { flow_run_id: { any_ }, ...(from === undefined ? {} : { timestamp: { after_: from } }) };
    return this.http.postSafely("/logs/filter", checks.logs, { body: { logs, ...page } });
  }
}
