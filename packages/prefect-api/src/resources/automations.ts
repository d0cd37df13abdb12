import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import { readPages } from "../paging.ts";
import type { Automation, AutomationWrite } from "../types.ts";

/** Automations: what Prefect makes of a deployment's triggers, and what users make themselves. */
export class Automations {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  /**
   * Every automation that has to do with the deployment: those it owns, made of its triggers, and those that users
   * made to run it. The API does not tell which are which.
   */
  relatedToDeployment(deploymentId: string): Promise<Automation[]> {
    return this.http.get("/automations/related-to/{resource_id}", checks.automations, {
      path: { resource_id: deploymentResource(deploymentId) },
    });
  }

  /** How many automations the server has. */
  count(): Promise<number> {
    return this.http.postSafely("/automations/count", checks.count, { body: {} });
  }

  /** Every automation of the server. */
  async list(): Promise<Automation[]> {
    // This filter knows no ids to leave out, so that its pages go by offset; the order by time is stable.
    const rows = await readPages((seen) =>
      this.http.postSafely("/automations/filter", checks.automations, {
        body: { sort: "CREATED_DESC", offset: seen.length },
      }),
    );
    return [...new Map(rows.map((automation) => [automation.id, automation])).values()];
  }

  read(id: string): Promise<Automation | undefined> {
    return this.http.find("/automations/{id}", checks.automation, { path: { id } });
  }

  /**
   * Makes an automation that the deployment owns. Call it for one automation of a deployment after another: what a
   * lost attempt has made is told by what was there before.
   *
   * @param existing ids of the automations that it has; asked for unless given
   */
  async createOwned(
    deploymentId: string,
    automation: AutomationWrite,
    existing?: readonly string[],
  ): Promise<Automation> {
    const before = new Set(existing ?? (await this.relatedToDeployment(deploymentId)).map(({ id }) => id));
    return this.http.post(
      "/automations/",
      checks.automation,
      { body: { ...automation, owner_resource: deploymentResource(deploymentId) } },
      async () =>
        (await this.relatedToDeployment(deploymentId)).find(
          ({ id, name }) => name === automation.name && !before.has(id),
        ),
    );
  }

  /** Replaces an automation's content in place; its id and its owner stay. */
  update(id: string, automation: AutomationWrite): Promise<void> {
    return this.http.put("/automations/{id}", { path: { id }, body: automation });
  }

  /** Deletes an automation; one that is gone is no error. */
  delete(id: string): Promise<void> {
    return this.http.delete("/automations/{id}", { path: { id } });
  }

  /** Deletes the automations that the deployment owns, and none that a user made. */
  deleteOwnedBy(deploymentId: string): Promise<void> {
    return this.http.delete("/automations/owned-by/{resource_id}", {
      path: { resource_id: deploymentResource(deploymentId) },
    });
  }
}

function deploymentResource(deploymentId: string): string {
  return `prefect.deployment.${deploymentId}`;
}
