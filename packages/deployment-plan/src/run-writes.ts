import { FaultError } from "#diagnostics";
import type { PrefectClient } from "#prefect-api";
import type { FlowIds } from "./flow-ids.ts";
import type { PlannedDeployment } from "./plan.ts";
import type { Write } from "./write.ts";
import { automationBody } from "./writes.ts";

/** What the writes of one deployment have made. */
export interface Made {
  /** The deployment's id. */
  id: string;
  /** `flow-name/deployment-name#schedule-id` */
  newSchedules: string[];
  /** Ids of automations. */
  automations: string[];
}

/** Sends the writes of a plan. */
export class WriteRunner {
  private readonly client: PrefectClient;
  private readonly flows: FlowIds;

  constructor(client: PrefectClient, flows: FlowIds) {
    this.client = client;
    this.flows = flows;
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
        const flowId = await this.flows.ensure(write.flowName);
        const deployment = await deployments.create({ ...write.body, flow_id: flowId }, write.flowName);
        made.id = deployment.id;
        this.noteSchedules(made, planned, deployment.schedules);
        return;
      }
      case "update-deployment":
        return found(
          Object.keys(write.body).length === 0
            ? await deployments.bringRunsBack(write.id)
            : await deployments.update(write.id, write.body),
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
        const rows = await schedules.create(write.deploymentId, write.body, existing);
        return this.noteSchedules(made, planned, rows);
      }
      case "update-schedule":
        return found(await schedules.update(write.deploymentId, write.id, write.body), planned);
      case "delete-schedule":
        return schedules.delete(write.deploymentId, write.id);
      case "create-automation": {
        const deploymentId = write.deploymentId ?? made.id;
        const body = automationBody(write.state, deploymentId);
        // A deployment that has just been made owns nothing else.
        const existing = write.deploymentId === null ? made.automations : undefined;
        made.automations.push((await automations.createOwned(deploymentId, body, existing)).id);
        return;
      }
      case "update-automation":
        return automations.update(write.id, automationBody(write.state, write.deploymentId));
      case "delete-automation":
        return automations.delete(write.id);
    }
  }

  private noteSchedules(made: Made, { key }: PlannedDeployment, rows: readonly { id: string }[]): void {
    made.newSchedules.push(...rows.map(({ id }) => `${key}#${id}`));
  }
}

function found(isThere: boolean, { key }: PlannedDeployment): void {
  if (isThere) return;
  throw new FaultError({
    code: "written-meanwhile",
    message: `"${key}" was deleted while it was being updated.`,
    fix: "Run again: the new plan takes it into account.",
  });
}
