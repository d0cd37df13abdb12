import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FaultError } from "#diagnostics";
import type { PrefectClient } from "../src/index.ts";
import { clientOf } from "./sample.ts";

/** What stands before the server answers everything itself. */
let odd: { status: number; body: string };
let server: Server;
let prefect: PrefectClient;
beforeAll(async () => {
  server = createServer((_, answer) => void answer.writeHead(odd.status).end(odd.body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  prefect = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const name = { flowName: "f", name: "d" };
const START = { idempotency_key: "k", parameters: {}, job_variables: {}, tags: [] };
const automation = { name: "a", trigger: {}, actions: [] };

/** Every call that uses what it is answered. */
const CALLS: Record<string, Record<string, (prefect: PrefectClient) => Promise<unknown>>> = {
  server: {
    check: ({ server }) => server.check(),
    version: ({ server }) => server.version(),
  },
  flows: {
    ensure: ({ flows }) => flows.ensure("f"),
    find: ({ flows }) => flows.find("f"),
    findByNames: ({ flows }) => flows.findByNames(["f"]),
    findByIds: ({ flows }) => flows.findByIds(["1"]),
  },
  deployments: {
    findByNames: ({ deployments }) => deployments.findByNames([name]),
    rowsWithNames: ({ deployments }) => deployments.rowsWithNames([name]),
    rowsWithIds: ({ deployments }) => deployments.rowsWithIds(["1"]),
    findByDeploymentNames: ({ deployments }) => deployments.findByDeploymentNames(["d"]),
    findByIds: ({ deployments }) => deployments.findByIds(["1"]),
    findByTags: ({ deployments }) => deployments.findByTags(["t"]),
    findByWorkPool: ({ deployments }) => deployments.findByWorkPool("p"),
    list: ({ deployments }) => deployments.list(),
    find: ({ deployments }) => deployments.find(name),
    read: ({ deployments }) => deployments.read("1"),
    create: ({ deployments }) => deployments.create({ name: "d", flow_id: "1" }, "f"),
  },
  schedules: {
    list: ({ schedules }) => schedules.list("1"),
    create: ({ schedules }) => schedules.create("1", [{ schedule: { interval: 60 } }], []),
  },
  automations: {
    relatedToDeployment: ({ automations }) => automations.relatedToDeployment("1"),
    count: ({ automations }) => automations.count(),
    list: ({ automations }) => automations.list(),
    read: ({ automations }) => automations.read("1"),
    createOwned: ({ automations }) => automations.createOwned("1", automation, []),
  },
  workPools: {
    find: ({ workPools }) => workPools.find("p"),
    list: ({ workPools }) => workPools.list(),
    create: ({ workPools }) => workPools.create({ name: "p", type: "process" }),
    findQueue: ({ workPools }) => workPools.findQueue("p", "q"),
    queues: ({ workPools }) => workPools.queues("p"),
    createQueue: ({ workPools }) => workPools.createQueue("p", { name: "q" }),
    workers: ({ workPools }) => workPools.workers("p"),
  },
  variables: {
    find: ({ variables }) => variables.find("v"),
    list: ({ variables }) => variables.list("v"),
  },
  blocks: {
    find: ({ blocks }) => blocks.find("secret", "b"),
    read: ({ blocks }) => blocks.read("1"),
  },
  workerTypes: {
    defaultTemplates: ({ workerTypes }) => workerTypes.defaultTemplates(),
  },
  flowRuns: {
    count: ({ flowRuns }) => flowRuns.count({ operator: "and_" }),
    list: ({ flowRuns }) => flowRuns.list({ operator: "and_" }),
    countActive: ({ flowRuns }) => flowRuns.countActive(["1"]),
    notEnded: ({ flowRuns }) => flowRuns.notEnded(["1"]),
    lastEnded: ({ flowRuns }) => flowRuns.lastEnded("1"),
    countFutureScheduled: ({ flowRuns }) => flowRuns.countFutureScheduled(["1"]),
    scheduled: ({ flowRuns }) => flowRuns.scheduled(["1"]),
    countWaiting: ({ flowRuns }) => flowRuns.countWaiting({ workPool: "p", before: "2026-01-01T00:00:00Z" }),
    between: ({ flowRuns }) => flowRuns.between(["1"], "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
    start: ({ flowRuns }) => flowRuns.start("1", START),
    withIds: ({ flowRuns }) => flowRuns.withIds(["1"]),
    lastCompleted: ({ flowRuns }) => flowRuns.lastCompleted("1", 5),
  },
  logs: {
    list: ({ logs }) => logs.list(["1"]),
    last: ({ logs }) => logs.last("1", 5),
  },
};

/** Calls of which only whether they went well is used, and what is private. */
const WITHOUT_ANSWER = new Set(
  [
    "constructor",
    "kind",
    "clockAhead",
    "isHealthy",
    "update",
    "delete",
    "set",
    "bringRunsBack",
    "pause",
    "resume",
    "cancel",
  ].concat([...["deleteOwnedBy", "filter", "all", "readOf", "pageOf", "withFlowNames", "withSecretsTold"]]),
);

const cases = Object.entries(CALLS).flatMap(([resource, calls]) =>
  Object.entries(calls).map(([call, run]) => [`${resource}.${call}`, run] as const),
);

test("no call is left out", () => {
  for (const [resource, calls] of Object.entries(CALLS)) {
    const all = Object.getOwnPropertyNames(Object.getPrototypeOf(prefect[resource as keyof PrefectClient]));
    expect({ resource, left: all.filter((call) => !(call in calls) && !WITHOUT_ANSWER.has(call)) }).toEqual({
      resource,
      left: [],
    });
  }
});

test.each(cases)("%s says what came where nothing that can be used did", async (_, run) => {
  for (const [status, body, what] of [
    [200, "", "nothing"],
    [204, "", "nothing"],
    [200, "null", "null"],
    [200, "true", "a boolean"],
    [200, "[null]", "null|a list"],
  ] as const) {
    odd = { status, body };
    const error = await run(prefect).then(
      () => "no error",
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(FaultError);
    expect(error.message).toMatch(
      new RegExp(
        `answered [A-Z]+ /\\S+ \\(${status}\\) with (${what}) instead of .*, not as a Prefect API does`,
      ),
    );
  }
});

test.each(cases)("%s never stumbles over other forms", async (_, run) => {
  for (const body of ["{}", "[{}]", "[]", '"text"', "5", "[5]", '{"id": 1}', '[{"id": "1", "name": null}]']) {
    odd = { status: 200, body };
    const error = await run(prefect).then(
      () => undefined,
      (thrown) => thrown,
    );
    if (error !== undefined) expect(error).toBeInstanceOf(FaultError);
  }
});

test("a value that came is never told: it may be a secret", async () => {
  odd = { status: 200, body: '{"data": "s3cret", "block_schema": null}' };
  await expect(prefect.blocks.find("secret", "b")).rejects.toThrow(/a text instead of an object \(data\)/);
  await expect(prefect.blocks.find("secret", "b")).rejects.not.toThrow(/s3cret/);
});
