import type { JsonObject } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { type InjectedFault, type PrefectServer, startPrefectServer, startProxy } from "#services";

/** What both servers ask for. */
export const AUTH = "admin:a-password-of-the-test";

export type Name = "dev" | "prod";

/** DEV and PROD: two real Prefect servers with a password, requests to which a test can spoil. */
export class Environments {
  /** Says what becomes of a request, given as `METHOD /path`. */
  fault: (environment: Name, request: string) => InjectedFault | undefined = () => undefined;

  private readonly servers: Record<Name, PrefectServer>;
  private readonly proxies: Partial<Record<Name, Awaited<ReturnType<typeof startProxy>>>>;

  private constructor(
    servers: Record<Name, PrefectServer>,
    proxies: Partial<Record<Name, Awaited<ReturnType<typeof startProxy>>>> = {},
  ) {
    this.servers = servers;
    this.proxies = proxies;
  }

  static async start(): Promise<Environments> {
    const env = { PREFECT_SERVER_API_AUTH_STRING: AUTH };
    const [dev, prod] = await Promise.all([startPrefectServer({ env }), startPrefectServer({ env })]);
    const environments = new Environments({ dev, prod });
    for (const name of ["dev", "prod"] as const) {
      environments.proxies[name] = await startProxy(environments.servers[name].apiUrl, ({ method, path }) =>
        environments.fault(name, `${method} ${path}`),
      );
    }
    return environments;
  }

  /** Where workflows reach an environment. */
  url(name: Name): string {
    return this.proxies[name]?.url ?? "";
  }

  /** Where a worker reaches it, whatever a test does to workflows. */
  serverUrl(name: Name): string {
    return this.servers[name].apiUrl;
  }

  client(name: Name): PrefectClient {
    return new PrefectClient(connectionFromInputs({ apiUrl: this.servers[name].apiUrl, authString: AUTH }));
  }

  /** Makes a work pool in both. */
  async makePool(name: string, template: JsonObject): Promise<void> {
    for (const environment of ["dev", "prod"] as const) {
      const pool = { name, type: "process", base_job_template: template };
      await this.client(environment).workPools.create(pool);
    }
  }

  /** A work pool's template in both. */
  async templates(pool: string): Promise<Record<Name, JsonObject | undefined>> {
    const read = async (name: Name) => (await this.client(name).workPools.find(pool))?.base_job_template;
    return { dev: await read("dev"), prod: await read("prod") };
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
    await Promise.all(Object.values(this.servers).map((server) => server.stop()));
  }
}
