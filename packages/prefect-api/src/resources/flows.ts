import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { chunks, readPages } from "../paging.ts";
import type { Flow } from "../types.ts";

/** Flows: what deployments belong to. */
export class Flows {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /** The flow of that name, made when there is none; an existing one is left as it is. */
  ensure(name: string): Promise<Flow> {
    return this.http.postSafely("/flows/", checks.flow, { body: { name } });
  }

  find(name: string): Promise<Flow | undefined> {
    return this.http.find("/flows/name/{name}", checks.flow, { path: { name } });
  }

  /** The flows that have one of these names, by name. */
  async findByNames(names: Iterable<string>): Promise<Map<string, Flow>> {
    const parts = chunks([...new Set(names)]);
    const found = await Promise.all(
      parts.map((part) =>
        this.readOf(
          part,
          ({ name }) => name,
          (names) => ({ name: { any_: names } }),
        ),
      ),
    );
    return new Map(found.flat().map((flow) => [flow.name, flow]));
  }

  /** The flows that have one of these ids, by id. */
  async findByIds(ids: Iterable<string>): Promise<Map<string, Flow>> {
    const parts = chunks([...new Set(ids)]);
    const found = await Promise.all(
      parts.map((part) =>
        this.readOf(
          part,
          ({ id }) => id,
          (ids) => ({ id: { any_: ids } }),
        ),
      ),
    );
    return new Map(found.flat().map((flow) => [flow.id, flow]));
  }

  /** Each page is asked for without those that were seen; servers before 3.6.16 can't leave out ids themselves. */
  private readOf(
    wanted: readonly string[],
    by: (flow: Flow) => string,
    filterOf: (rest: string[]) => object,
  ): Promise<Flow[]> {
    const found = new Set<string>();
    return readPages(
      async () => {
        const page = await this.filter(filterOf(wanted.filter((one) => !found.has(one))));
        for (const flow of page) found.add(by(flow));
        return page;
      },
      () => found.size >= wanted.length,
    );
  }

  private filter(flows: object): Promise<Flow[]> {
    return this.http.postSafely("/flows/filter", checks.flows, { body: { flows } });
  }
}
