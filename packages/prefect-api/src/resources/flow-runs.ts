import * as checks from "../answer-checks.ts";
import { PrefectApiError } from "../api-error.ts";
import type { Http } from "../http.ts";
import { chunks, readFirst, readPages } from "../paging.ts";
import type { FlowRun, FlowRunCreate, FlowRunFilter } from "../types.ts";

/** Runs of flows. */
export class FlowRuns {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  count(filter: FlowRunFilter): Promise<number> {
    return this.http.postSafely("/flow_runs/count", checks.count, { body: { flow_runs: filter } });
  }

  /**
   * Starts a run of a deployment, or finds the one that was started with this key: so a lost answer is simply asked for
   * again. Parameters and job variables are checked here.
   */
  start(deploymentId: string, run: FlowRunCreate): Promise<FlowRun> {
    return this.http.postSafely("/deployments/{id}/create_flow_run", checks.flowRun, {
      path: { id: deploymentId },
      body: run,
    });
  }

  /**
   * Asks for a run to be cancelled; one that has ended stays as it is. Whoever runs it ends its process and says so; one
   * that nobody has taken yet is cancelled at once.
   *
   * @returns false when the run is gone
   */
  async cancel(id: string): Promise<boolean> {
    const state = { type: "CANCELLING", name: "Cancelling" };
    try {
      await this.http.postSafely("/flow_runs/{id}/set_state", checks.anything, {
        path: { id },
        body: { state },
      });
      return true;
    } catch (error) {
      if (error instanceof PrefectApiError && error.status === 404) return false;
      throw error;
    }
  }

  /** The runs among those of these ids that exist. */
  async withIds(ids: readonly string[]): Promise<FlowRun[]> {
    const found = await Promise.all(
      chunks(ids).map((any_) =>
        readPages(
          (seen) => this.filter({ operator: "and_", id: { any_, not_any_: seen } }),
          (runs) => runs.length >= any_.length,
        ),
      ),
    );
    return found.flat();
  }

  /** The runs of a deployment that completed last, the newest first. */
  lastCompleted(deploymentId: string, limit: number): Promise<FlowRun[]> {
    return readFirst(limit, (most) =>
      this.http.postSafely("/flow_runs/filter", checks.flowRuns, {
        body: {
          flow_runs: {
            operator: "and_",
            deployment_id: { operator: "and_", any_: [deploymentId] },
            state: { operator: "and_", type: { any_: ["COMPLETED"] } },
          },
          sort: "END_TIME_DESC",
          ...(most === undefined ? {} : { limit: most }),
        },
      }),
    );
  }

  /** Every run behind the filter; narrow it, there may be many. */
  list(filter: FlowRunFilter): Promise<FlowRun[]> {
    return readPages((seen) =>
      this.filter({
        ...filter,
        id: { ...filter.id, not_any_: [...(filter.id?.not_any_ ?? []), ...seen] },
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

  /** How many runs of a work pool, or of one queue of it, are to start until a moment and have not been taken. */
  countWaiting(where: { workPool: string; workQueue?: string; before: string }): Promise<number> {
    const { workPool, workQueue, before } = where;
    return this.http.postSafely("/flow_runs/count", checks.count, {
      body: {
        flow_runs: {
          operator: "and_",
          state: { operator: "and_", type: { any_: ["SCHEDULED"] } },
          next_scheduled_start_time: { before_: before },
        },
        work_pools: { operator: "and_", name: { any_: [workPool] } },
        // A run's own name of its queue is not always stored: a filter for it finds nothing.
        ...(workQueue === undefined
          ? {}
          : { work_pool_queues: { operator: "and_", name: { any_: [workQueue] } } }),
      },
    });
  }

  /** All runs of deployments that were to start between two moments (ISO 8601), by schedule or by hand. */
  async between(deploymentIds: readonly string[], after_: string, before_: string): Promise<FlowRun[]> {
    const found = await Promise.all(
      chunks(deploymentIds).map((any_) =>
        this.list({
          operator: "and_",
          deployment_id: { operator: "and_", any_ },
          expected_start_time: { after_, before_ },
        }),
      ),
    );
    return found.flat();
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

  /** The runs of deployments that have not ended: waiting, paused and under way, but for those of a schedule to come. */
  async notEnded(deploymentIds: readonly string[]): Promise<FlowRun[]> {
    const found = await Promise.all(
      chunks(deploymentIds).map((any_) =>
        this.list({
          operator: "and_",
          deployment_id: { operator: "and_", any_ },
          state: {
            operator: "and_",
            type: { any_: ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"] },
          },
        }),
      ),
    );
    return found.flat().filter((run) => !(run.auto_scheduled && run.state_name === "Scheduled"));
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

  private filter(filter: FlowRunFilter): Promise<FlowRun[]> {
    return this.http.postSafely("/flow_runs/filter", checks.flowRuns, { body: { flow_runs: filter } });
  }
}
