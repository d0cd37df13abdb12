import { silentReporter } from "#diagnostics";
import type { Connection } from "./connection.ts";
import { Http } from "./http.ts";
import { Automations } from "./resources/automations.ts";
import { Blocks } from "./resources/blocks.ts";
import { Deployments } from "./resources/deployments.ts";
import { FlowRuns } from "./resources/flow-runs.ts";
import { Flows } from "./resources/flows.ts";
import { Logs } from "./resources/logs.ts";
import { Permissions } from "./resources/permissions.ts";
import { Schedules } from "./resources/schedules.ts";
import { ServerResource } from "./resources/server.ts";
import { Variables } from "./resources/variables.ts";
import { WorkPools } from "./resources/work-pools.ts";
import { WorkerTypes } from "./resources/worker-types.ts";
import { Transport, type TransportOptions } from "./transport.ts";

/**
 * A Prefect API, one field a resource. Requests are authorized, bounded in number, timed out, and repeated when the
 * server is busy or the connection breaks; one that makes something is never made twice.
 * Every method throws a FaultError that says what the server objects to.
 */
export class PrefectClient {
  readonly connection: Connection;
  readonly server: ServerResource;
  readonly flows: Flows;
  readonly deployments: Deployments;
  readonly schedules: Schedules;
  readonly automations: Automations;
  readonly workPools: WorkPools;
  readonly workerTypes: WorkerTypes;
  readonly variables: Variables;
  readonly blocks: Blocks;
  readonly flowRuns: FlowRuns;
  readonly logs: Logs;
  readonly permissions: Permissions;

  constructor(connection: Connection, options: TransportOptions = {}) {
    const reporter = options.reporter ?? silentReporter;
    const http = new Http(new Transport(connection, options));
    this.connection = connection;
    this.server = new ServerResource(http, reporter);
    this.flows = new Flows(http);
    this.deployments = new Deployments(http, this.flows);
    this.schedules = new Schedules(http);
    this.automations = new Automations(http);
    this.workPools = new WorkPools(http);
    this.workerTypes = new WorkerTypes(http);
    this.variables = new Variables(http);
    this.blocks = new Blocks(http, reporter);
    this.flowRuns = new FlowRuns(http);
    this.logs = new Logs(http);
    this.permissions = new Permissions(http);
  }
}
