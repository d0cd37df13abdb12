import * as checks from "../answer-checks.ts";
import type { Http } from "../http.ts";
import type { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "../types.ts";

/**
 * Schedules of a deployment, each by its id, which survives every change made here. Changing or deleting one drops
 * the scheduled runs of all: call `prefect.deployments.bringRunsBack` after the last change.
 */
export class Schedules {
  private readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  list(deploymentId: string): Promise<DeploymentSchedule[]> {
    return this.http.get("/deployments/{id}/schedules", checks.schedules, { path: { id: deploymentId } });
  }

  /**
   * Adds schedules, all or none. Drops no scheduled run.
   *
   * @param existing ids of the schedules it has; asked for unless given. They tell what a lost attempt has made.
   */
  async create(
    deploymentId: string,
    schedules: readonly DeploymentScheduleCreate[],
    existing?: readonly string[],
  ): Promise<DeploymentSchedule[]> {
    const before = new Set(existing ?? (await this.list(deploymentId)).map((schedule) => schedule.id));
    return this.http.post(
      "/deployments/{id}/schedules",
      checks.schedules,
      { path: { id: deploymentId }, body: schedules },
      async () => {
        const made = (await this.list(deploymentId)).filter((schedule) => !before.has(schedule.id));
        return made.length >= schedules.length ? made : undefined;
      },
    );
  }

  /**
   * Changes a schedule in place. A field that is left out stays, but for `parameters`, which must be given.
   *
   * @returns false when the schedule is gone
   */
  update(deploymentId: string, scheduleId: string, changes: DeploymentScheduleUpdate): Promise<boolean> {
    return this.http.patch("/deployments/{id}/schedules/{schedule_id}", {
      path: { id: deploymentId, schedule_id: scheduleId },
      body: changes,
    });
  }

  /** Deletes a schedule; one that is gone is no error. Drops late runs too. */
  delete(deploymentId: string, scheduleId: string): Promise<void> {
    return this.http.delete("/deployments/{id}/schedules/{schedule_id}", {
      path: { id: deploymentId, schedule_id: scheduleId },
    });
  }
}
