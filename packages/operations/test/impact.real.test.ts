import { FaultError } from "#diagnostics";
import { defaultsOf } from "#input-values";
import { jsonText } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { planOnlyOptions } from "../src/index.ts";
import { post } from "./post.ts";
import { SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const POOL = uniqueName("impact");
let team: SampleTeam;
let flow: string;

beforeAll(() => prefect.workPools.create({ name: POOL, type: "process" }));

beforeEach(async () => {
  flow = uniqueName("impact");
  team = await SampleTeam.start(apiUrl, { flow, pool: POOL });
});

const definition = (name: string, more: object = {}) => ({
  ...{ name, entrypoint: "flows/f.py:run", pull: [], work_pool: { name: POOL } },
  ...more,
});

function push(deployments: object[], files: Record<string, string> = {}): Promise<string> {
  return team.repository.commit({
    "flows/f.py": `from prefect import flow\n\n@flow(name="${flow}")\ndef run(value: int = 0):\n    pass\n`,
    "prefect.yaml": jsonText({ deployments } as never),
    ...files,
  });
}

const live = async (name: string) => {
  const found = await prefect.deployments.find({ flowName: flow, name });
  if (!found) throw new Error(`${name} is not there`);
  return found;
};

const runOf = async (id: string, state: string) => {
  const run = await post(apiUrl, `/deployments/${id}/create_flow_run`, {});
  await post(apiUrl, `/flow_runs/${run.id}/set_state`, { state: { type: state }, force: true });
};

const against = { ...defaultsOf(planOnlyOptions), removedPolicy: "delete", dangling: "warn" } as const;

test("a plan against the server tells the last run, what runs now, and who calls", async () => {
  const schedule = (cron: string) => ({ schedules: [{ cron, slug: "night" }] });
  const base = await push([definition("one", schedule("0 5 * * *"))]);
  await team.apply("prefect.yaml");
  const { id, flow_id } = await live("one");
  await runOf(id, "COMPLETED");
  await runOf(id, "FAILED");
  await runOf(id, "RUNNING");
  const action = { type: "run-deployment", source: "selected", deployment_id: id };
  const trigger = { type: "event", posture: "Reactive", threshold: 1, within: 0 };
  await post(apiUrl, "/automations/", {
    name: "starts one",
    trigger: { ...trigger, expect: ["order.placed"] },
    actions: [action],
  });
  await post(apiUrl, "/automations/", {
    name: "watches the flow",
    trigger: {
      ...trigger,
      expect: ["prefect.flow-run.Failed"],
      match_related: { "prefect.resource.id": `prefect.flow.${flow_id}` },
    },
    actions: [{ type: "do-nothing" }],
  });
  await push([definition("one", schedule("30 6 * * *"))], {
    "flows/start.py": `from prefect.deployments import run_deployment\nrun_deployment("${flow}/one")\n`,
  });
  const plan = await team.plan("prefect.yaml", { ...against, base });
  const { impact } = plan.deployments[0] ?? {};
  expect(impact?.runs).toEqual({
    last: { state: "Failed", name: expect.any(String), ended: expect.any(String) },
    running: 1,
  });
  expect(impact?.callers).toMatchObject({ isComplete: true, calls: [{ file: "flows/start.py", line: 2 }] });
  const told = impact?.callers.automations.map(({ name, kind }) => `${name} ${kind}`);
  expect(told?.sort()).toEqual(["starts one runs", "watches the flow watches"]);
  const hours = (side: { runs: { at: string }[] } | null | undefined) =>
    side?.runs.map(({ at }) => at.slice(11, 16));
  expect(hours(impact?.nextRuns.before)).toEqual(Array(5).fill("05:00"));
  expect(hours(impact?.nextRuns.after)).toEqual(Array(5).fill("06:30"));
});

test("what goes and is still called by an automation of the server is not applied, unless it is let pass", async () => {
  const base = await push([definition("one"), definition("two")]);
  await team.apply("prefect.yaml");
  const { id } = await live("one");
  const automation = await post(apiUrl, "/automations/", {
    name: "starts one",
    trigger: { type: "event", posture: "Reactive", threshold: 1, within: 0, expect: ["x"] },
    actions: [{ type: "run-deployment", source: "selected", deployment_id: id }],
  });
  await push([definition("two", { tags: ["new"] })]);
  const removal = { removed: [`${flow}/one`], removedPolicy: "delete" } as const;
  const refused = await team.apply("prefect.yaml", removal).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(FaultError);
  expect((refused as FaultError).faults).toMatchObject([
    { code: "caller-left", message: expect.stringContaining('the automation "starts one" still runs it') },
  ]);
  // Nothing was written.
  expect((await live("two")).tags).toEqual([]);
  const plan = await team.plan("prefect.yaml", { ...against, base, ...removal });
  expect(plan.warnings).toMatchObject([{ code: "caller-left" }]);
  await team.apply("prefect.yaml", { ...removal, dangling: "warn" });
  expect(await prefect.deployments.find({ flowName: flow, name: "one" })).toBeUndefined();
  await prefect.automations.delete(automation.id);
});
