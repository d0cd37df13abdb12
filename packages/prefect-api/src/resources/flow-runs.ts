import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { chunks, readPages } from "../paging.ts";
import type { FlowRun, FlowRunFilter } from "../types.ts";

/** Runs of flows. */
export class FlowRuns {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  count(filter: FlowRunFilter): Promise<number> {
    return this.http.postSafely("/flow_runs/count", checks.count, { body: { flow_runs: filter } });
  }

  /** Every run behind the filter; narrow it, there may be many. */
  list(filter: FlowRunFilter): Promise<FlowRun[]> {
    return readPages((seen) =>
      this.http.postSafely("/flow_runs/filter", checks.flowRuns, {
        body: {
          flow_runs: { ...filter, id: { ...filter.id, not_any_: [...(filter.id?.not_any_ ?? []), ...seen] } },
        },
      }),
    );
  }

  /**
   * How many future runs the scheduler has made for each deployment: what a write of the deployment drops. Late
   * runs and those that somebody asked for by hand stay and don't count. One without any is not in the map.
   */
  async countFutureScheduled(deploymentIds: Iterable<string>): Promise<Map<string, number>> {
    const ids = [...new Set(deploymentIds)];
    const runs = await Promise.all(chunks(ids).map((part) => this.scheduled(part)));
    const counts = new Map<string, number>();
    for (const { deployment_id, expected_start_time } of runs.flat()) {
      if (deployment_id && expected_start_time && Date.parse(expected_start_time) > Date.now())
        counts.set(deployment_id, (counts.get(deployment_id) ?? 0) + 1);
    }
    return counts;
  }

  /** How many runs of each deployment are pending, running or being cancelled. One without any is not in the map. */
  async countActive(deploymentIds: Iterable<string>): Promise<Map<string, number>> {
    const runs = await Promise.all(
      chunks([...new Set(deploymentIds)]).map((part) =>
        this.list({
          operator: "and_",
          deployment_id: { operator: "and_", any_: [...part] },
          state: { operator: "and_", type: { any_: ["PENDING", "RUNNING", "CANCELLING"] } },
        }),
      ),
    );
    const counts = new Map<string, number>();
    for (const { deployment_id: id } of runs.flat()) if (id) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }

  /** The run of a deployment that ended last; undefined where none has. */
  async lastEnded(deploymentId: string): Promise<FlowRun | undefined> {
    const [run] = await this.http.postSafely("/flow_runs/filter", checks.flowRuns, {
      body: {
        flow_runs: {
          operator: "and_",
          deployment_id: { operator: "and_", any_: [deploymentId] },
          state: { operator: "and_", type: { any_: ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"] } },
        },
        sort: "END_TIME_DESC",
        limit: 1,
      },
    });
    return run;
  }

  /** The runs that the scheduler has made for the deployments and that have not started. */
  async scheduled(deploymentIds: readonly string[]): Promise<FlowRun[]> {
    if (deploymentIds.length === 0) return [];
    const runs = await this.list({
      operator: "and_",
      deployment_id: { operator: "and_", any_: [...deploymentIds] },
      state: { operator: "and_", type: { any_: ["SCHEDULED"] } },
    });
    return runs.filter((run) => run.auto_scheduled);
  }
}
