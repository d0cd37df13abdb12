import type { JsonObject } from "#json";
import { OWNED_TAG, type PlannedDeployment } from "../src/index.ts";
import type { LiveDeployment, LiveSchedule } from "../src/live-deployment.ts";
import type { AutomationState, ScheduleState } from "../src/plan.ts";
import { type Write, writesOf } from "../src/writes.ts";

/**
 * What Prefect's server does with the writes of one deployment, in memory: so that properties can be tried on
 * thousands of states. The tests with a real server hold it to the truth.
 */
export class ModelServer {
  live: LiveDeployment | undefined;
  private clock = Date.parse("2026-11-21T11:29:20Z");
  private ids = 0;

  execute(planned: PlannedDeployment): Write[] {
    const writes = writesOf(planned);
    for (const write of writes) {
      this.send(write, planned);
      this.checkSlugs();
    }
    return writes;
  }

  private send(write: Write, planned: PlannedDeployment): void {
    if (write.kind === "create-deployment") {
      const { name, schedules, ...fields } = write.body;
      this.live = {
        id: this.id(),
        key: planned.key,
        flowName: write.flowName,
        name: String(name),
        updated: this.now(),
        fields: fields as unknown as LiveDeployment["fields"],
        usesDefaultQueue: true,
        schedules: (schedules as unknown as ScheduleState[]).map((state) => this.schedule(state)),
        automations: [],
      };
      this.setQueue(fields);
      return;
    }
    const live = this.live;
    if (!live) throw new Error(`${write.kind} without a deployment`);
    switch (write.kind) {
      case "update-deployment": {
        const { work_queue_name: _, ...rest } = write.body;
        Object.assign(live.fields, rest);
        if (write.body.work_pool_name) this.setQueue(write.body);
        live.updated = this.now();
        return;
      }
      case "create-schedules":
        live.schedules.push(
          ...(write.body as unknown as ScheduleState[]).map((state) => this.schedule(state)),
        );
        return;
      case "update-schedule": {
        const schedule = live.schedules.find(({ id }) => id === write.id);
        if (!schedule) throw new Error("404");
        // Without null values, parameters always.
        const { parameters = {}, ...changes } = write.body as Partial<ScheduleState>;
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
        schedule.state = this.stored({ ...schedule.state, ...given, parameters });
        schedule.updated = this.now();
        return;
      }
      case "delete-schedule":
        live.schedules = live.schedules.filter(({ id }) => id !== write.id);
        return;
      case "create-automation":
        live.automations.push({ id: this.id(), state: storedAutomation(write.state) });
        return;
      case "update-automation":
        for (const one of live.automations)
          if (one.id === write.id) one.state = storedAutomation(write.state);
        return;
      case "delete-automation":
        live.automations = live.automations.filter(({ id }) => id !== write.id);
        return;
      case "pause-deployment":
        live.fields.paused = true;
        return;
      case "delete-owned-automations":
        live.automations = live.automations.filter(({ state }) => !state.tags.includes(OWNED_TAG));
        return;
      case "delete-deployment":
        this.live = undefined;
        return;
    }
  }

  private setQueue(body: JsonObject): void {
    if (!this.live) return;
    this.live.fields.work_queue_name = (body.work_queue_name as string | null) ?? "default";
    this.live.usesDefaultQueue = this.live.fields.work_queue_name === "default";
  }

  private schedule(state: ScheduleState): LiveSchedule {
    return { id: this.id(), updated: this.now(), state: this.stored(state) };
  }

  private stored(state: ScheduleState): ScheduleState {
    const { schedule } = state;
    if ("interval" in schedule) {
      if (schedule.anchor_date === null) throw new Error("422: anchor_date is no date");
      return { ...state, schedule: { anchor_date: this.now(), ...schedule } };
    }
    if ("rrule" in schedule && !String(schedule.rrule).includes("DTSTART")) {
      return { ...state, schedule: { ...schedule, rrule: `DTSTART:20200101T000000\n${schedule.rrule}` } };
    }
    return state;
  }

  /** A unique index of the database. */
  private checkSlugs(): void {
    const slugs = (this.live?.schedules ?? []).flatMap(({ state }) => state.slug ?? []);
    if (new Set(slugs).size !== slugs.length) throw new Error("409: slugs must be unique");
  }

  private id(): string {
    return `00000000-0000-0000-0000-${String(++this.ids).padStart(12, "0")}`;
  }

  private now(): string {
    this.clock += 1000;
    return new Date(this.clock).toISOString();
  }
}

/** The server gives ids to triggers and fills in what was left out. */
function storedAutomation(state: AutomationState): AutomationState {
  return {
    ...state,
    trigger: { match_related: {}, after: [], for_each: [], id: "a-new-one-each-time", ...state.trigger },
  };
}
