import { setTimeout as sleep } from "node:timers/promises";
import { connectionFromInputs, type Deployment, PrefectClient } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import {
  type InjectedFault,
  type RecordedRequest,
  type RecordingProxy,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import { type ExecutionResult, executePlan, makePlan, type Plan, type PlanRequest } from "../src/index.ts";
import { desiredDeployment } from "./desired.ts";

type Options = Partial<Omit<PlanRequest, "desired">>;

/** A real server behind a proxy that counts, with a flow and a work pool of its own. */
export class RealServer {
  readonly client: PrefectClient;
  /** Decides which requests fail; holds them while it takes its time. */
  fault: (request: RecordedRequest) => InjectedFault | undefined | Promise<InjectedFault | undefined> = () =>
    undefined;
  /** Name of the work pool, and of the flow. */
  readonly name = uniqueName("plan");

  private readonly proxy: RecordingProxy;

  private constructor(proxy: RecordingProxy) {
    this.proxy = proxy;
    this.client = new PrefectClient(connectionFromInputs({ apiUrl: proxy.url }));
  }

  static async start(): Promise<RealServer> {
    const proxy = await startProxy(sharedPrefectServer().apiUrl, (request) => server.fault(request));
    const server = new RealServer(proxy);
    await server.client.workPools.create({ name: server.name, type: "process" });
    server.takeWrites();
    return server;
  }

  stop(): Promise<void> {
    return this.proxy.stop();
  }

  get apiUrl(): string {
    return this.proxy.url;
  }

  /** The requests that change the server, as `METHOD /path` with ids as `*`; forgets what was seen. */
  takeWrites(): string[] {
    const writes = this.proxy.writes();
    this.proxy.requests.length = 0;
    return writes.map(
      ({ method, path }) => `${method} ${path.replace(/^\/api/, "").replace(/[0-9a-f-]{36}/g, "*")}`,
    );
  }

  /** All requests since writes were last taken. */
  requests(): readonly RecordedRequest[] {
    return [...this.proxy.requests];
  }

  /** A deployment of this server's flow and pool. */
  desired(parts: Parameters<typeof desiredDeployment>[0] = {}): DesiredDeployment {
    const name = parts.name ?? uniqueName("deployment");
    const fields = { work_pool_name: this.name, ...parts.fields };
    return desiredDeployment({ flowName: this.name, ...parts, name, fields });
  }

  plan(desired: DesiredDeployment[], options: Options = {}): Promise<Plan> {
    return makePlan(this.client, { desired, commit: null, ...options });
  }

  /** Plans and executes; `writes` are the requests that changed the server. */
  async apply(
    desired: DesiredDeployment[],
    options: Options = {},
  ): Promise<{ plan: Plan; result: ExecutionResult; writes: string[] }> {
    const plan = await this.plan(desired, options);
    this.takeWrites();
    const result = await executePlan(plan, this.client);
    return { plan, result, writes: this.takeWrites() };
  }

  /** What a plan would do to each deployment now. */
  async actions(desired: DesiredDeployment[], options: Options = {}): Promise<string[]> {
    return (await this.plan(desired, options)).deployments.map(({ action }) => action);
  }

  async read(one: { flowName: string; name: string }): Promise<Deployment> {
    const found = await this.client.deployments.find(one);
    if (!found) throw new Error(`${one.flowName}/${one.name} is not on the server.`);
    return found;
  }

  async scheduledRuns(id: string): Promise<number> {
    return (await this.client.flowRuns.countFutureScheduled([id])).get(id) ?? 0;
  }

  /**
   * Waits until the scheduler has made runs: so that a test which counts them doesn't count nothing. It looks at a
   * deployment within seconds of its last write, but a busy machine can miss that; its slow round comes once a
   * minute.
   */
  async untilRunsExist(id: string, seconds = 100): Promise<number> {
    for (let waited = 0; waited < seconds * 4; waited++) {
      const runs = await this.scheduledRuns(id);
      if (runs > 0) return runs;
      await sleep(250);
    }
    throw new Error(`The scheduler made no run within ${seconds} s.`);
  }
}
