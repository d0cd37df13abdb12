import { setTimeout as sleep } from "node:timers/promises";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import type { DesiredDeployment } from "#prefect-project";
import { sharedPrefectServer, uniqueName } from "#real-parts";
import { executePlan, makePlan, type Plan, type PlanRequest } from "../src/index.ts";
import { CountingProxy } from "./counting-proxy.ts";
import { automation, cron, desiredDeployment, interval, rrule } from "./desired.ts";

let proxy: CountingProxy;
let client: PrefectClient;
let pool: string;

beforeAll(async () => {
  proxy = await CountingProxy.start(sharedPrefectServer().apiUrl);
  client = new PrefectClient(connectionFromInputs({ apiUrl: proxy.apiUrl }), {
    retry: { attempts: 1 },
  });
  pool = uniqueName("pool");
  await client.workPools.create({ name: pool, type: "process" });
});

afterAll(() => proxy.stop());

beforeEach(() => {
  proxy.fault = () => undefined;
  proxy.seen.length = 0;
});

function desired(parts: Parameters<typeof desiredDeployment>[0] & { name: string }): DesiredDeployment {
  return desiredDeployment({
    flowName: pool,
    ...parts,
    fields: { work_pool_name: pool, ...parts.fields },
  });
}

async function plan(
  deployments: DesiredDeployment[],
  options: Omit<PlanRequest, "desired" | "commit"> = {},
): Promise<Plan> {
  return makePlan(client, { desired: deployments, commit: null, ...options });
}

async function apply(...args: Parameters<typeof plan>) {
  const planned = await plan(...args);
  const result = await executePlan(planned, client);
  return { planned, result };
}

async function live(one: DesiredDeployment) {
  const found = await client.deployments.find(one);
  if (!found) throw new Error(`${one.key} is not on the server.`);
  return found;
}

async function scheduledRuns(id: string): Promise<number> {
  return (await client.flowRuns.countFutureScheduled([id])).get(id) ?? 0;
}

/** Waits for the scheduler; it looks at a deployment that was written within seconds. */
async function untilRunsExist(id: string, seconds = 20): Promise<number> {
  for (let waited = 0; waited < seconds * 4; waited++) {
    const runs = await scheduledRuns(id);
    if (runs > 0) return runs;
    await sleep(250);
  }
  throw new Error("The scheduler made no run.");
}

test("creates with one request a deployment, and applies again without any", async () => {
  const everything = desired({
    name: "everything",
    fields: {
      description: "All there is",
      tags: ["b", "a"],
      parameters: { day: null, limit: 1.5, nested: { list: [1, null, "x"] } },
      parameter_openapi_schema: {
        title: "Parameters",
        type: "object",
        properties: { day: { title: "day", position: 0, default: null } },
        definitions: { Thing: { type: "object" } },
      },
      enforce_parameter_schema: false,
      pull_steps: [{ "prefect.deployments.steps.git_clone": { repository: "https://x", branch: "main" } }],
      work_queue_name: "urgent",
      job_variables: { env: { REGION: "eu" } },
      concurrency_limit: 2,
      concurrency_options: { collision_strategy: "ENQUEUE" },
    },
    schedules: [
      cron("0 5 * * *", { parameters: { day: null } }),
      cron("0 6 * * *", { slug: "six", active: false }),
      interval(3600),
      rrule("FREQ=DAILY"),
      rrule("FREQ=MINUTELY;INTERVAL=7"),
    ],
    automations: [
      automation("on order", { parameters: { id: "{{ event.id }}" } }),
      automation("on silence", {
        trigger: { type: "event", posture: "Proactive", expect: ["a", "b"], threshold: 1, within: 0 },
      }),
      automation("both", {
        trigger: {
          type: "compound",
          require: "all",
          within: 60,
          triggers: [
            { type: "event", posture: "Reactive", expect: ["a"] },
            { type: "event", posture: "Reactive", expect: ["b"] },
          ],
        },
      }),
    ],
  });
  const first = await apply([everything]);
  expect(first.planned.deployments[0]?.notes.join()).toContain('work queue "urgent" is new');
  expect(first.result).toMatchObject({ ok: true, created: [{ key: everything.key }], failed: [] });
  expect(first.result.newSchedules).toHaveLength(5);
  expect(proxy.takeWrites()).toEqual([
    "POST /flows/",
    "POST /deployments/",
    "POST /automations/",
    "POST /automations/",
    "POST /automations/",
  ]);

  const runs = await untilRunsExist((await live(everything)).id);
  const second = await apply([everything]);
  expect(second.planned.deployments[0]?.action).toBe("unchanged");
  expect(second.result).toMatchObject({ ok: true, unchanged: [everything.key] });
  expect(proxy.takeWrites()).toEqual([]);
  expect(await scheduledRuns((await live(everything)).id)).toBe(runs);
});
