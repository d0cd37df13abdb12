import type { JsonObject } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import type { RunRequest } from "#runs";
import { sharedPrefectServer, uniqueName } from "#services";
import { checkRuns } from "../src/stages/check-run.ts";

const prefect = new PrefectClient(connectionFromInputs({ apiUrl: sharedPrefectServer().apiUrl }));

const TEMPLATE = {
  job_configuration: { env: "{{ env }}", memory: "{{ memory }}" },
  variables: {
    type: "object",
    properties: {
      env: { type: "object", additionalProperties: { type: "string" } },
      memory: { type: "integer", default: 1 },
    },
  },
};

async function request(
  type: string,
  jobVariables: JsonObject,
  own: JsonObject,
  workQueue?: string,
): Promise<RunRequest> {
  const pool = uniqueName("pool");
  const template = type === "process" ? { base_job_template: TEMPLATE } : {};
  await prefect.workPools.create({ name: pool, type, ...template });
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const { id } = await prefect.deployments.create({
    ...{ name: "d", flow_id: flow.id, entrypoint: "a.py:a", work_pool_name: pool },
    ...{ parameter_openapi_schema: {}, job_variables: jobVariables },
  });
  const deployment = await prefect.deployments.read(id);
  if (!deployment) throw new Error("The deployment was just made.");
  return { deployment, parameters: {}, jobVariables: own, tags: [], workQueue, timeout: 60 };
}

const faultsOf = async (...given: Parameters<typeof request>) =>
  (await checkRuns(prefect, [await request(...given)])).map(({ code, message }) => `${code}: ${message}`);

test("a pool that agents polled runs nothing", async () => {
  expect(await faultsOf("prefect-agent", {}, {})).toEqual([
    expect.stringMatching(/^work-pool-type: .* is of type prefect-agent, which runs nothing any more\.$/),
  ]);
});

test("job variables are merged as the worker merges them, and held against the pool's template", async () => {
  expect(await faultsOf("process", { env: { A: "a" } }, { env: { B: "b" }, memory: 2 })).toEqual([]);
  expect(await faultsOf("process", {}, { env: { B: 5 } })).toEqual([expect.stringMatching(/env/)]);
  expect(await faultsOf("process", {}, { memory: "much" })).toEqual([expect.stringMatching(/memory/)]);
  expect(await faultsOf("process", {}, { memroy: 2 })).toEqual([expect.stringMatching(/memroy/)]);
});

test("a work queue that is not there is never made by a slip of the pen", async () => {
  expect(await faultsOf("process", {}, {}, "high")).toEqual([
    expect.stringMatching(/^work-queue-missing: .* has no work queue "high"\.$/),
  ]);
});
