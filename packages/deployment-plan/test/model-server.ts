import type { ScheduleRule } from "#prefect-api";
import type { AutomationState } from "../src/automation-state.ts";
import type { FieldValues } from "../src/deployment-field.ts";
import { OWNED_TAG, type PlannedDeployment } from "../src/index.ts";
import type { LiveDeployment, LiveSchedule } from "../src/live-deployment.ts";
import type { ScheduleState } from "../src/schedule-state.ts";
import type { Write } from "../src/write.ts";
import { writesOf } from "../src/writes.ts";

/** What Prefect answers to a slug that another schedule of the deployment has. */
export class SlugTaken extends Error {}

/**
 * What Prefect's server does with the writes of one deployment, in memory: so that properties can be tried on
 * thousands of states. The tests with a real server hold it to the truth.
 */
export class ModelServer {
  live: LiveDeployment | undefined;
  private clock = Date.parse("2026-11-21T11:29:20Z");
  private ids = 0;

  /** @param most how many of the writes are carried out: then the one who sends them is killed */
  execute(planned: PlannedDeployment, most = Number.POSITIVE_INFINITY): Write[] {
    const writes = writesOf(planned).slice(0, most);
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
        flowId: null,
        name: String(name),
        updated: this.now(),
        fields: { ...EMPTY, ...fields },
        usesDefaultQueue: true,
        schedules: (schedules ?? []).map((state) => this.schedule(asState(state))),
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
        live.schedules.push(...write.body.map((state) => this.schedule(asState(state))));
        return;
      case "update-schedule": {
        const schedule = live.schedules.find(({ id }) => id === write.id);
        if (!schedule) throw new Error("404");
        // Without null values, parameters always.
        const { parameters = {}, ...changes } = write.body;
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null));
        schedule.state = this.stored({ ...schedule.state, ...given, parameters });
        schedule.updated = this.now();
        return;
      }
      case "delete-schedule":
        live.schedules = live.schedules.filter(({ id }) => id !== write.id);
        return;
      case "create-automation":
        live.automations.push({ id: this.id(), created: this.now(), state: storedAutomation(write.state) });
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

  private setQueue(body: Partial<Pick<FieldValues, "work_queue_name">>): void {
    if (!this.live) return;
    this.live.fields.work_queue_name = body.work_queue_name ?? "default";
    this.live.usesDefaultQueue = this.live.fields.work_queue_name === "default";
  }

  private schedule(state: ScheduleState): LiveSchedule {
    const now = this.now();
    return { id: this.id(), created: now, updated: now, state: this.stored(state) };
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
    if (new Set(slugs).size !== slugs.length) throw new SlugTaken("409");
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

function asState({ schedule, active = true, parameters = {}, slug = null }: Sent): ScheduleState {
  return { schedule, active, parameters, slug };
}

/** A schedule as a request makes it. */
interface Sent extends Partial<ScheduleState> {
  schedule: ScheduleRule;
}

const EMPTY: FieldValues & { paused: boolean } = {
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
  work_queue_name: null,
  job_variables: {},
  concurrency_limit: null,
  concurrency_options: null,
  paused: false,
};
