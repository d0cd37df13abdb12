import { FaultError } from "#diagnostics";
import type {
  AutomationWrite,
  DeploymentCreate,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
  DeploymentUpdate,
  Flow,
  PrefectClient,
} from "#prefect-api";
import type { PlannedDeployment } from "./plan.ts";
import { automationBody, type Write } from "./writes.ts";

/** What the writes of one deployment have made. */
export interface Made {
  /** The deployment's id. */
  id: string;
  /** `flow-name/deployment-name#schedule-id` */
  newSchedules: string[];
  /** Ids of automations. */
  automations: string[];
}

/** Sends the writes of a plan. Flows are looked up, or made, once each. */
export class WriteRunner {
  private readonly client: PrefectClient;
  private readonly flows = new Map<string, Promise<Flow>>();

  constructor(client: PrefectClient) {
    this.client = client;
  }

  /**
   * Sends one write of a deployment and notes in `made` what it has made.
   *
   * @throws FaultError that says what the server objects to
   */
  async send(write: Write, planned: PlannedDeployment, made: Made): Promise<void> {
    const { deployments, schedules, automations } = this.client;
    switch (write.kind) {
      case "create-deployment": {
        const flow = await this.flow(write.flowName);
        const body = { ...write.body, flow_id: flow.id } as unknown as DeploymentCreate;
        const deployment = await deployments.create(body, write.flowName);
        made.id = deployment.id;
        this.noteSchedules(made, planned, deployment.schedules);
        return;
      }
      case "update-deployment":
        return found(
          Object.keys(write.body).length === 0
            ? await deployments.bringRunsBack(write.id)
            : await deployments.update(write.id, write.body as unknown as DeploymentUpdate),
          planned,
        );
      case "pause-deployment":
        return deployments.pause(write.id);
      case "delete-deployment":
        return deployments.delete(write.id);
      case "delete-owned-automations":
        return automations.deleteOwnedBy(write.deploymentId);
      case "create-schedules": {
        const existing = planned.schedules.flatMap(({ id }) => id ?? []);
        const body = write.body as unknown as DeploymentScheduleCreate[];
        return this.noteSchedules(made, planned, await schedules.create(write.deploymentId, body, existing));
      }
      case "update-schedule": {
        const body = write.body as unknown as DeploymentScheduleUpdate;
        return found(await schedules.update(write.deploymentId, write.id, body), planned);
      }
      case "delete-schedule":
        return schedules.delete(write.deploymentId, write.id);
      case "create-automation": {
        const deploymentId = write.deploymentId ?? made.id;
        const body = automationBody(write.state, deploymentId) as unknown as AutomationWrite;
        // A deployment that has just been made owns nothing else.
        const existing = write.deploymentId === null ? made.automations : undefined;
        made.automations.push((await automations.createOwned(deploymentId, body, existing)).id);
        return;
      }
      case "update-automation": {
        const body = automationBody(write.state, write.deploymentId) as unknown as AutomationWrite;
        return automations.update(write.id, body);
      }
      case "delete-automation":
        return automations.delete(write.id);
    }
  }

  private noteSchedules(made: Made, { key }: PlannedDeployment, rows: readonly { id: string }[]): void {
    made.newSchedules.push(...rows.map(({ id }) => `${key}#${id}`));
  }

  private flow(name: string): Promise<Flow> {
    const known = this.flows.get(name);
    if (known) return known;
    const flow = this.client.flows.ensure(name);
    this.flows.set(name, flow);
    // Whoever comes later asks again.
    flow.catch(() => this.flows.delete(name));
    return flow;
  }
}

function found(isThere: boolean, { key }: PlannedDeployment): void {
  if (isThere) return;
  throw new FaultError({
    message: `"${key}" was deleted while it was being updated.`,
    fix: "Run again: the new plan takes it into account.",
  });
}
