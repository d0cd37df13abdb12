import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { FaultError } from "#diagnostics";
import { isObject, type JsonObject, jsonText, parseJson } from "#json";
import { isJsonSchema } from "#json-schema";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { propertyRuns, sharedPrefectServer, uniqueName } from "#services";
import { jobVariableCheck } from "#work-pool";
import { templateAndJobVariables } from "../../work-pool/test/arbitrary-job-variables.ts";
import { automation } from "./desired.ts";
import { RealServer } from "./real-server.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
});
afterAll(() => server.stop());

async function makePool(variables: JsonObject): Promise<string> {
  const name = uniqueName("pool");
  await prefect.workPools.create({ name, type: "process" });
  // A change of a pool's template is hardly checked: so any template can get there.
  const base_job_template = { variables, job_configuration: { command: "" } };
  await prefect.workPools.update(name, { base_job_template });
  return name;
}

async function faultsOf(work: () => Promise<unknown>): Promise<readonly { message: string }[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults;
  }
}

const CPU = {
  type: "object",
  properties: { cpu: { type: "integer" } },
  additionalProperties: false,
};

test("job variables that the server refuses are told all at once, and nothing is written", async () => {
  const pool = await makePool(CPU);
  const place = (line: number) => ({ file: "prefect.yaml", line });
  const one = (name: string, job_variables: JsonObject, line: number) => ({
    ...server.desired({ name: uniqueName(name), fields: { work_pool_name: pool, job_variables } }),
    jobVariableLocations: Object.fromEntries(Object.keys(job_variables).map((key) => [key, place(line)])),
  });
  const desired = [
    one("right", { cpu: 1 }, 5),
    one("text", { cpu: "two" }, 10),
    one("more", { cpu: 1, memory: "12Gi" }, 15),
  ];
  server.takeWrites();
  expect(await faultsOf(() => server.plan(desired))).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/job variable cpu: .*must be integer/),
      deployments: [expect.stringMatching(/\/text-/)],
      location: place(10),
    }),
    expect.objectContaining({
      message: expect.stringMatching(/job variable memory: .*not declared/),
      deployments: [expect.stringMatching(/\/more-/)],
      location: place(15),
    }),
  ]);
  expect(server.takeWrites()).toEqual([]);
  expect((await server.apply(desired.slice(0, 1))).result.ok).toBe(true);
});

test("what runs will lack is noted, and what nobody sends keeps nobody from writing the rest", async () => {
  const variables = {
    type: "object",
    properties: { cpu: { type: "integer" }, team: { type: "string" }, memory: { type: "string" } },
    required: ["team"],
  };
  const pool = await makePool(variables);
  const fields = { work_pool_name: pool, job_variables: { cpu: 1, memry: "1Gi" } };
  const desired = server.desired({ fields });
  const { plan, result } = await server.apply([desired]);
  expect(result.ok).toBe(true);
  expect(plan.deployments[0]?.notes).toEqual([
    expect.stringMatching(/requires the job variable team/),
    expect.stringMatching(/declares no job variable memry.* Did you mean memory\?/),
  ]);

  // Somebody changes the pool: the deployment can still be changed, and its next runs are told of.
  await prefect.workPools.update(pool, {
    base_job_template: { variables: CPU, job_configuration: { a: 1 } },
  });
  const retagged = { ...desired, fields: { ...desired.fields, tags: ["new"] } };
  const later = await server.apply([retagged]);
  expect(later.result.ok).toBe(true);
  expect(later.plan.deployments[0]?.notes).toEqual([
    expect.stringMatching(/doesn't take the job variable memry/),
  ]);
  const changed = { ...retagged, fields: { ...retagged.fields, job_variables: { cpu: 2, memry: "1Gi" } } };
  expect(await faultsOf(() => server.plan([changed]))).toHaveLength(1);
});

test("a trigger's job variables are checked before its deployment is written", async () => {
  const pool = await makePool({ ...CPU, required: ["cpu"] });
  const location = { file: "prefect.yaml", line: 20 };
  const made = (job_variables: JsonObject | null) =>
    server.desired({
      name: "triggered",
      fields: { work_pool_name: pool, job_variables: { cpu: 1 } },
      automations: [automation("on order", { job_variables, location })],
    });
  server.takeWrites();
  expect(await faultsOf(() => server.plan([made({ cpu: "two" })]))).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/job variable cpu of the trigger "on order"/),
      location,
    }),
  ]);
  // `{}` is checked where an automation is changed, and not where it is made.
  expect((await server.apply([made({})])).result.ok).toBe(true);
  expect((await server.apply([made({ cpu: 2 })])).result.ok).toBe(true);
  expect(await faultsOf(() => server.plan([made({})]))).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/cpu .*it is required/) }),
  ]);
  expect((await server.apply([made(null)])).result.ok).toBe(true);
});

/** Whether the server takes a request; a busy one is asked again, and one that fails takes nothing. */
async function takes(method: string, path: string, body: JsonObject): Promise<JsonObject | undefined> {
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: jsonText(body),
      });
      const text = await answer.text();
      if (answer.ok) return text === "" ? {} : (parseJson(text) as JsonObject);
      if (answer.status < 500) return undefined;
      // SQLite is busy with what another test writes.
      if (answer.status !== 503 && attempt >= 3) return undefined;
    } catch (error) {
      if (attempt >= 3) throw error;
    }
    if (attempt >= 20) return undefined;
    await setTimeout(100 * attempt);
  }
}

test("the check says what a real server answers, to what is made, changed, run and triggered", async () => {
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const cases = fc.sample(templateAndJobVariables, { seed: 38_8, numRuns: propertyRuns(40) });
  const counts = new Map<string, number>();
  const wrong: unknown[] = [];
  for (const { variables: text, given: givenText, own: ownText } of cases) {
    const [variables, given, own] = [text, givenText, ownText].map((one) => parseJson(one) as JsonObject) as [
      JsonObject,
      JsonObject,
      JsonObject,
    ];
    const pool = await makePool(variables);
    const check = jobVariableCheck({ variables, job_configuration: { command: "" } });
    const deployment = (name: string, job_variables: JsonObject) => ({
      name,
      flow_id: flow.id,
      entrypoint: "a.py:a",
      work_pool_name: pool,
      job_variables,
    });
    const isRefused = (problems: readonly { kind: string }[]) =>
      problems.some(({ kind }) => kind === "refused");
    const expectAlike = (use: string, taken: unknown, refused: boolean) => {
      const answer = taken === undefined ? "refused" : "taken";
      counts.set(`${use} ${answer}`, (counts.get(`${use} ${answer}`) ?? 0) + 1);
      if (refused !== (taken === undefined)) wrong.push({ use, server: answer, text, givenText, ownText });
    };
    expectAlike(
      "made",
      await takes("POST", "/deployments/", deployment("made", given)),
      isRefused(check.deployment(given)),
    );
    const empty = await takes("POST", "/deployments/", deployment("empty", {}));
    if (!isObject(empty)) throw new Error("A deployment without job variables is always taken.");
    const path = `/deployments/${empty.id}`;
    if (isJsonSchema(variables)) {
      const body = { work_pool_name: pool, job_variables: given };
      expectAlike("changed", await takes("PATCH", path, body), isRefused(check.change(given)));
    }
    // Without the pool's name the server takes anything.
    if (!(await takes("PATCH", path, { job_variables: given }))) throw new Error("A change was not taken.");
    const run = { state: { type: "SCHEDULED" }, job_variables: own };
    expectAlike("run", await takes("POST", `${path}/create_flow_run`, run), isRefused(check.run(given, own)));
    if (Object.keys(own).length === 0) continue;
    const { trigger } = automation("a");
    const action = {
      type: "run-deployment",
      source: "selected",
      deployment_id: empty.id ?? "",
      job_variables: own,
    };
    const made = await takes("POST", "/automations/", { name: uniqueName("a"), trigger, actions: [action] });
    expectAlike("triggered", made, isRefused(check.trigger(own)));
    if (made) await takes("DELETE", `/automations/${made.id}`, {});
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  for (const use of ["made", "changed", "run", "triggered"]) {
    for (const answer of ["taken", "refused"])
      expect([use, answer, counts.get(`${use} ${answer}`) ?? 0]).not.toContain(0);
  }
});
