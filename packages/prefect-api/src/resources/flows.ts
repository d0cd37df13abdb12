import type { Http } from "../http.ts";
import { chunks, readPages } from "../paging.ts";
import * as shapes from "../shapes.ts";
import type { Flow } from "../types.ts";

/** Flows: what deployments belong to. */
export class Flows {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /** The flow of that name, made when there is none; an existing one is left as it is. */
  ensure(name: string): Promise<Flow> {
    return this.http.postSafely("/flows/", shapes.flow, { body: { name } });
  }

  find(name: string): Promise<Flow | undefined> {
    return this.http.find("/flows/name/{name}", shapes.flow, { path: { name } });
  }

  /** The flows that have one of these names, by name. */
  async findByNames(names: Iterable<string>): Promise<Map<string, Flow>> {
    const parts = chunks([...new Set(names)]);
    const found = await Promise.all(
      parts.map((any_) =>
        readPages(
          (seen) => this.filter({ name: { any_ }, id: { not_any_: seen } }),
          (rows) => rows.length >= any_.length,
        ),
      ),
    );
    return new Map(found.flat().map((flow) => [flow.name, flow]));
  }

  /** The flows that have one of these ids, by id. */
  async findByIds(ids: Iterable<string>): Promise<Map<string, Flow>> {
    const parts = chunks([...new Set(ids)]);
    const found = await Promise.all(
      parts.map((part) => {
        const rest = (seen: string[]) => part.filter((id) => !seen.includes(id));
        return readPages(
          (seen) => this.filter({ id: { any_: rest(seen) } }),
          (rows) => rows.length >= part.length,
        );
      }),
    );
    return new Map(found.flat().map((flow) => [flow.id, flow]));
  }

  private filter(flows: object): Promise<Flow[]> {
    return this.http.postSafely("/flows/filter", shapes.flows, { body: { flows } });
  }
}
