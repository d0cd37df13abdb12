import type {
  DeploymentFields,
  DesiredAutomation,
  DesiredDeployment,
  DesiredSchedule,
} from "#prefect-project";

interface Parts {
  flowName?: string;
  name?: string;
  fields?: Partial<DeploymentFields>;
  schedules?: DesiredSchedule[];
  automations?: DesiredAutomation[];
}

const location = { file: "prefect.yaml", line: 3, column: 5 };

/** A deployment as a file wants it, with what a test doesn't care for filled in. */
export function desiredDeployment(parts: Parts = {}): DesiredDeployment {
  const { flowName = "orders", name = "daily", fields, schedules = [], automations = [] } = parts;
  return {
    key: `${flowName}/${name}`,
    flowName,
    name,
    fields: {
      description: null,
      version: "1",
      tags: [],
      parameters: {},
      parameter_openapi_schema: { title: "Parameters", type: "object", properties: {} },
      enforce_parameter_schema: true,
      entrypoint: "flows/orders.py:orders",
      path: null,
      pull_steps: [],
      work_pool_name: "pool",
      work_queue_name: null,
      job_variables: {},
      concurrency_limit: null,
      concurrency_options: null,
      paused: false,
      ...fields,
    },
    versionIsDerived: false,
    workingDirectoryIsDerived: false,
    schedules,
    automations,
    location,
    filled: [],
    notes: [],
  };
}

export function cron(expression: string, parts: Partial<DesiredSchedule> = {}): DesiredSchedule {
  return schedule({ cron: expression, timezone: null, day_or: true }, parts);
}

export function interval(seconds: number, parts: Partial<DesiredSchedule> = {}): DesiredSchedule {
  return schedule({ interval: seconds, anchor_date: null, timezone: null }, parts);
}

export function rrule(rule: string, parts: Partial<DesiredSchedule> = {}): DesiredSchedule {
  return schedule({ rrule: rule, timezone: null }, parts);
}

export function schedule(
  spec: DesiredSchedule["schedule"],
  parts: Partial<DesiredSchedule> = {},
): DesiredSchedule {
  return { schedule: spec, active: true, parameters: {}, slug: null, replaces: null, location, ...parts };
}

export function automation(name: string, parts: Partial<DesiredAutomation> = {}): DesiredAutomation {
  return {
    name,
    description: "",
    enabled: true,
    trigger: {
      type: "event",
      expect: ["order.placed"],
      match: { "prefect.resource.id": "shop.orders" },
      posture: "Reactive",
      threshold: 1,
      within: 0,
    },
    parameters: null,
    job_variables: null,
    schedule_after: 0,
    location,
    ...parts,
  };
}
