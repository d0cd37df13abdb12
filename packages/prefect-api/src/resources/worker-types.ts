import { isObject, type Json, type JsonObject } from "#json";
import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";

/** Types of workers, as the collections of Prefect's integrations list them. */
export class WorkerTypes {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /**
   * The base job template that each type of work pool comes with, by type: what `prefect work-pool create --type` gives
   * a pool. Prefect Cloud has types of its own (`prefect.client.cloud`).
   */
  async defaultTemplates(): Promise<Map<string, JsonObject>> {
    const collections =
      this.http.connection.kind === "cloud"
        ? await this.http.getOfCloud("/collections/work_pool_types", checks.collections)
        : await this.http.get("/collections/views/{view}", checks.collections, {
            path: { view: "aggregate-worker-metadata" },
          });
    const workers = objectsOf(collections).flatMap(objectsOf);
    return new Map(
      workers.flatMap(({ type, default_base_job_configuration: template }) =>
        typeof type === "string" && isObject(template) ? [[type, template] as const] : [],
      ),
    );
  }
}

function objectsOf(value: Json): JsonObject[] {
  return isObject(value) ? Object.values(value).filter(isObject) : [];
}
