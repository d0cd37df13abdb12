import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isObject, type Json, type JsonObject } from "#json";

/** What a request of the model is answered. */
type Answer = [status: number, body?: Json];

/**
 * As much of Prefect's API as an apply asks for, in memory: so that whole histories of runs can be tried by the
 * hundred. The tests with a real server hold it to the truth.
 */
export class ModelPrefect {
  readonly apiUrl: string;
  readonly deployments = new Map<string, JsonObject>();
  readonly variables = new Map<string, Json>();
  readonly flows = new Map<string, string>();
  /** Requests that change something, as `METHOD /path`. */
  writes: string[] = [];
  /** Every request, as `METHOD /path`. */
  requests: string[] = [];
  /** How many deployments were answered in lists. */
  rowsRead = 0;
  /** How many more writes take effect; after them every request is refused for good, as if its sender had died. */
  life = Number.POSITIVE_INFINITY;
  /** Deployments whose writes are refused. */
  refused: ReadonlySet<string> = new Set();
  private readonly close: () => Promise<void>;
  private clock = Date.parse("2026-11-28T10:00:00Z");

  private constructor(server: ReturnType<typeof createServer>) {
    this.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
    this.close = () => new Promise((resolve) => server.close(() => resolve()));
  }

  static async start(): Promise<ModelPrefect> {
    const server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString()) as JsonObject) : {};
      const path = (incoming.url ?? "").replace(/^\/api/, "").replace(/\?.*$/, "");
      const [status, content] = model.answer(incoming.method ?? "GET", decodeURIComponent(path), body);
      const text = content === undefined ? "" : JSON.stringify(content);
      outgoing.writeHead(status, { "content-type": "application/json" }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const model = new ModelPrefect(server);
    return model;
  }

  stop(): Promise<void> {
    return this.close();
  }

  /** A deployment's schedules as `active` or `paused`, by their cron text. */
  schedulesOf(key: string): Record<string, string> {
    const rows = (this.held.get(key)?.schedules ?? []) as JsonObject[];
    const states = rows.map(({ schedule, active }) => [
      String((schedule as JsonObject).cron),
      active ? "active" : "paused",
    ]);
    return Object.fromEntries(states);
  }

  /** Somebody turns all of a deployment's schedules on or off. */
  setSchedules(key: string, active: boolean): void {
    const row = this.held.get(key);
    if (!row) throw new Error(`There is no ${key}.`);
    const schedules = (row.schedules as JsonObject[]).map((one) => ({ ...one, active, updated: this.now() }));
    this.deployments.set(String(row.id), { ...row, schedules });
  }

  /** What a deployment holds, by `flow-name/deployment-name`. */
  get held(): Map<string, JsonObject> {
    const names = new Map([...this.flows].map(([name, id]) => [id, name]));
    return new Map(
      [...this.deployments.values()].map((one) => [`${names.get(String(one.flow_id))}/${one.name}`, one]),
    );
  }

  private answer(method: string, path: string, body: JsonObject): Answer {
    const isRead = method === "GET" || /\/(filter|count)$/.test(path) || path === "/flows/";
    this.requests.push(`${method} ${path}`);
    if (this.life <= 0) return [400, { detail: "The sender is dead." }];
    if (isRead) return this.read(path, body);
    const refusal = this.refusalOf(path, body);
    if (refusal) return refusal;
    this.life--;
    this.writes.push(`${method} ${path}`);
    return this.write(method, path, body);
  }

  private refusalOf(path: string, body: JsonObject): Answer | undefined {
    const id = /^\/deployments\/([0-9a-f-]{36})/.exec(path)?.[1];
    const name = String((path === "/deployments/" ? body.name : this.deployments.get(id ?? "")?.name) ?? "");
    return this.refused.has(name) ? [422, { detail: `${name} is refused` }] : undefined;
  }

  private read(path: string, body: JsonObject): Answer {
    const variable = /^\/variables\/name\/(.+)$/.exec(path)?.[1];
    if (variable !== undefined) return this.found(this.variable(variable));
    switch (path) {
      case "/admin/version":
        return [200, "3.8.8"];
      case "/csrf-token":
        return [422, { detail: "off" }];
      case "/variables/filter": {
        const like = String(at(at(at(body, "variables"), "name"), "like_") ?? "");
        const names = [...this.variables.keys()].filter((one) => one.includes(like)).sort();
        return [200, names.slice(Number(body.offset ?? 0)).flatMap((one) => this.variable(one) ?? [])];
      }
      case "/flows/":
        return [200, this.flow(String(body.name))];
      case "/flows/filter": {
        const names = at(at(body, "flows"), "name") as JsonObject | undefined;
        const ids = at(at(body, "flows"), "id") as JsonObject | undefined;
        const seen = (ids?.not_any_ ?? []) as string[];
        const rows = [...this.flows.keys()].map((name) => this.flow(name));
        const isWanted = ({ id, name }: JsonObject) =>
          !seen.includes(String(id)) &&
          ((names?.any_ as string[] | undefined)?.includes(String(name)) ?? true) &&
          ((ids?.any_ as string[] | undefined)?.includes(String(id)) ?? true);
        return [200, rows.filter(isWanted)];
      }
      case "/deployments/filter": {
        const names = at(at(at(body, "deployments"), "name"), "any_") as string[] | undefined;
        const ids = at(at(body, "deployments"), "id") as JsonObject | undefined;
        const wanted = ids?.any_ && new Set(ids.any_ as string[]);
        const seen = new Set((ids?.not_any_ ?? []) as string[]);
        const rows = [...this.deployments.values()].filter(
          ({ id, name }) =>
            !seen.has(String(id)) &&
            (names?.includes(String(name)) ?? true) &&
            (!wanted || wanted.has(String(id))),
        );
        this.rowsRead += rows.length;
        return [200, rows];
      }
      case "/automations/filter":
      case "/flow_runs/filter":
        return [200, []];
    }
    if (/^\/automations\/related-to\//.test(path)) return [200, []];
    const pool = /^\/work_pools\/([^/]+)$/.exec(path)?.[1];
    if (pool !== undefined)
      return pool === "pool"
        ? [
            200,
            {
              id: "pool",
              name: pool,
              type: "process",
              is_paused: false,
              default_queue_id: "queue",
              base_job_template: {},
            },
          ]
        : [404, { detail: "Work pool not found" }];
    const queue = /^\/work_pools\/[^/]+\/queues\/(.+)$/.exec(path)?.[1];
    if (queue !== undefined) return [200, { id: "queue", name: queue }];
    const id = /^\/deployments\/([0-9a-f-]{36})$/.exec(path)?.[1];
    if (id !== undefined) return this.found(this.deployments.get(id));
    throw new Error(`The model knows no ${path}.`);
  }

  private write(method: string, path: string, body: JsonObject): Answer {
    const variable = /^\/variables\/name\/(.+)$/.exec(path)?.[1];
    if (variable !== undefined) {
      if (!this.variables.has(variable)) return [404, { detail: "Variable not found." }];
      if (method === "DELETE") this.variables.delete(variable);
      else this.variables.set(variable, body.value ?? null);
      return [204];
    }
    if (path === "/variables/") {
      this.variables.set(String(body.name), body.value ?? null);
      return [201, this.variable(String(body.name)) ?? null];
    }
    if (path === "/deployments/") {
      const row = this.row(body);
      this.deployments.set(String(row.id), row);
      return [201, row];
    }
    const [, id = "", schedules, scheduleId] =
      /^\/deployments\/([0-9a-f-]{36})(\/schedules)?(?:\/([0-9a-f-]{36}))?$/.exec(path) ?? [];
    const paused = /^\/deployments\/([0-9a-f-]{36})\/pause_deployment$/.exec(path)?.[1];
    if (paused !== undefined) return this.pause(paused);
    const row = this.deployments.get(id);
    if (row && schedules) {
      const rows = row.schedules as JsonObject[];
      const made = Array.isArray(body) ? (body as JsonObject[]).map((one) => this.schedule(one)) : [];
      const kept = rows.map((one) =>
        one.id === scheduleId ? { ...one, ...body, updated: this.now() } : one,
      );
      this.deployments.set(id, { ...row, schedules: [...kept, ...made] });
      return scheduleId ? [204] : [201, made];
    }
    if (method === "DELETE" && /^\/automations\/owned-by\//.test(path)) return [204];
    if (!row) return [404, { detail: "Deployment not found" }];
    if (method === "DELETE") this.deployments.delete(id);
    else this.deployments.set(id, { ...row, ...body, updated: this.now() });
    return [204];
  }

  /** As the server does: the only schedule of one goes off with it. */
  private pause(id: string): Answer {
    const row = this.deployments.get(id);
    if (!row) return [404, { detail: "Deployment not found" }];
    const schedules = row.schedules as JsonObject[];
    const off = schedules.length === 1 ? schedules.map((one) => ({ ...one, active: false })) : schedules;
    this.deployments.set(id, { ...row, paused: true, schedules: off, updated: this.now() });
    return [200];
  }

  private row(body: JsonObject): JsonObject {
    const now = this.now();
    return {
      description: null,
      version: null,
      tags: [],
      parameters: {},
      parameter_openapi_schema: {},
      enforce_parameter_schema: true,
      entrypoint: null,
      path: null,
      pull_steps: null,
      work_pool_name: null,
      work_queue_name: "default",
      work_queue_id: "queue",
      job_variables: {},
      concurrency_options: null,
      global_concurrency_limit: null,
      paused: false,
      ...body,
      id: randomUUID(),
      created: now,
      updated: now,
      schedules: ((body.schedules ?? []) as JsonObject[]).map((one) => this.schedule(one)),
    };
  }

  private schedule(body: JsonObject): JsonObject {
    const now = this.now();
    return { parameters: {}, slug: null, ...body, id: randomUUID(), created: now, updated: now };
  }

  private flow(name: string): JsonObject {
    const id = this.flows.get(name) ?? randomUUID();
    this.flows.set(name, id);
    return { id, name };
  }

  private variable(name: string): JsonObject | undefined {
    const value = this.variables.get(name);
    return value === undefined ? undefined : { id: name, name, value, tags: [], created: "", updated: "" };
  }

  private found(row: JsonObject | undefined): Answer {
    return row ? [200, row] : [404, { detail: "It was not found." }];
  }

  private now(): string {
    this.clock += 1000;
    return new Date(this.clock).toISOString();
  }
}

function at(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}
