import type { AnswerCheck } from "../answer-check.ts";
import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { readPages } from "../paging.ts";
import type {
  Worker,
  WorkPool,
  WorkPoolCreate,
  WorkPoolUpdate,
  WorkQueue,
  WorkQueueCreate,
} from "../types.ts";

/** Work pools with their queues and workers. */
export class WorkPools {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  find(name: string): Promise<WorkPool | undefined> {
    return this.http.find("/work_pools/{name}", checks.workPool, { path: { name } });
  }

  /** Every pool of the server. This filter knows no ids to leave out, so that its pages go by offset. */
  list(): Promise<WorkPool[]> {
    return readPages((seen) =>
      this.http.postSafely("/work_pools/filter", checks.workPools, { body: { offset: seen.length } }),
    );
  }

  /** Makes a work pool; its base job template is validated. One of that name must not exist. */
  create(pool: WorkPoolCreate): Promise<WorkPool> {
    return this.http.post("/work_pools/", checks.workPool, { body: pool }, () => this.find(pool.name));
  }

  /**
   * Changes the given fields. The server checks a base job template only slightly here, and live deployments not
   * at all; an empty one is never sent, since it would wipe the pool's.
   *
   * @returns false when there is no such pool
   */
  update(name: string, changes: WorkPoolUpdate): Promise<boolean> {
    if (changes.base_job_template && Object.keys(changes.base_job_template).length === 0)
      throw new Error("An empty base job template would wipe the work pool's.");
    return this.http.patch("/work_pools/{name}", { path: { name }, body: changes });
  }

  delete(name: string): Promise<void> {
    return this.http.delete("/work_pools/{name}", { path: { name } });
  }

  findQueue(pool: string, name: string): Promise<WorkQueue | undefined> {
    return this.http.find("/work_pools/{work_pool_name}/queues/{name}", checks.workQueue, {
      path: { work_pool_name: pool, name },
    });
  }

  /** The queues of a pool, by priority. */
  queues(pool: string): Promise<WorkQueue[]> {
    return this.all("/work_pools/{work_pool_name}/queues/filter", checks.workQueues, pool);
  }

  createQueue(pool: string, queue: WorkQueueCreate): Promise<WorkQueue> {
    return this.http.post(
      "/work_pools/{work_pool_name}/queues",
      checks.workQueue,
      { path: { work_pool_name: pool }, body: queue },
      () => this.findQueue(pool, queue.name),
    );
  }

  /**
   * The workers of a pool that have ever polled it. ONLINE means a heartbeat younger than three intervals; nothing
   * marks a stopped worker offline before.
   */
  workers(pool: string): Promise<Worker[]> {
    return this.all("/work_pools/{work_pool_name}/workers/filter", checks.workers, pool);
  }

  /** These two filters know no ids to leave out, so that their pages go by offset. */
  private all<Row extends { id: string }>(
    path: "/work_pools/{work_pool_name}/queues/filter" | "/work_pools/{work_pool_name}/workers/filter",
    check: AnswerCheck<Row[]>,
    pool: string,
  ): Promise<Row[]> {
    return readPages((seen) =>
      this.http.postSafely(path, check, { path: { work_pool_name: pool }, body: { offset: seen.length } }),
    );
  }
}
