import { FaultError } from "#diagnostics";
import { jsonText } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { sharedPrefectServer, uniqueName } from "#services";
import { type ApplyOptions, readApprovedPlan } from "../src/index.ts";
import { post } from "./post.ts";
import { SampleTeam } from "./sample-team.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const POOL = uniqueName("approved");
let team: SampleTeam;
let flow: string;

beforeAll(() => prefect.workPools.create({ name: POOL, type: "process" }));

/** Two deployments stand on the server, and a change of both is about to be approved. */
beforeEach(async () => {
  flow = uniqueName("approved");
  team = await SampleTeam.start(apiUrl, { flow, pool: POOL });
  await push(1);
  await team.apply("prefect.yaml");
  await push(2);
});

function push(value: number, more: object = {}): Promise<string> {
  const one = (name: string) => ({
    ...{ name, entrypoint: "flows/f.py:run", pull: [], work_pool: { name: POOL, ...more } },
    parameters: { value },
    schedules: [
      { cron: "0 5 * * *", slug: "night" },
      { interval: 3600, slug: "hourly" },
    ],
  });
  return team.repository.commit({
    "flows/f.py": `from prefect import flow\n\n@flow(name="${flow}")\ndef run(value: int = 0):\n    pass\n`,
    "prefect.yaml": jsonText({ deployments: [one("one"), one("two")] }),
  });
}

const KEY = "a key of the team's own";

async function approve(options: Partial<ApplyOptions> = {}) {
  const plan = await team.plan("prefect.yaml", { planKey: KEY, ...options });
  return { plan, approved: readApprovedPlan(jsonText(plan), "plan.json", plan.digest) };
}

const live = async (name = "one") => {
  const found = await prefect.deployments.find({ flowName: flow, name });
  if (!found) throw new Error(`${name} is gone`);
  return found;
};

const storedValue = async (name?: string) => (await live(name)).parameters.value;

function refusal(applying: Promise<unknown>): Promise<string> {
  return applying.then(
    () => "applied",
    (error: unknown) => (error instanceof FaultError ? error.message : Promise.reject(error)),
  );
}

test("what was approved is carried out, and nothing is left of it", async () => {
  const { plan, approved } = await approve();
  expect(plan.deployments.map(({ notCovered }) => notCovered)).toEqual([[], []]);
  await team.apply("prefect.yaml", { approved, planKey: KEY });
  expect([await storedValue("one"), await storedValue("two")]).toEqual([2, 2]);
  // Run again: all of it is done already.
  const again = await team.apply("prefect.yaml", { approved, planKey: KEY });
  expect(again.plan.deployments.map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
});

test("a part of it may be done already", async () => {
  const { approved } = await approve();
  await team.apply("prefect.yaml", { deployments: ["one"], recordCommit: "never" });
  await team.apply("prefect.yaml", { approved, planKey: KEY });
  expect(await storedValue("two")).toBe(2);
});

test("workers that polled and runs that came and went change nothing of it", async () => {
  const { approved } = await approve();
  const { id } = await live();
  await post(apiUrl, `/work_pools/${POOL}/workers/heartbeat`, { name: "worker" });
  await post(apiUrl, "/deployments/get_scheduled_flow_runs", { deployment_ids: [id] });
  const run = await post(apiUrl, `/deployments/${id}/create_flow_run`, {});
  await post(apiUrl, `/flow_runs/${run.id}/set_state`, { state: { type: "COMPLETED" }, force: true });
  await team.apply("prefect.yaml", { approved, planKey: KEY });
  expect(await storedValue()).toBe(2);
});

describe("nothing is written", () => {
  const expectRefused = async (applying: Promise<unknown>, what: RegExp) => {
    expect(await refusal(applying)).toMatch(what);
    expect(await storedValue("two")).toBe(1);
  };

  test("after an edit in the UI of a field that is written", async () => {
    const { approved } = await approve();
    await prefect.deployments.update((await live()).id, { parameters: { value: 7 } });
    await expectRefused(
      team.apply("prefect.yaml", { approved, planKey: KEY }),
      new RegExp(`${flow}/one would be written in another way than was approved`),
    );
  });

  test("after a schedule was edited there", async () => {
    const { approved } = await approve();
    const { id, schedules } = await live();
    await prefect.schedules.update(id, schedules[0]?.id ?? "", { active: false, parameters: {} });
    await expectRefused(team.apply("prefect.yaml", { approved, planKey: KEY }), /in another way/);
  });

  test("after another merge", async () => {
    const { approved } = await approve();
    await push(3);
    await expectRefused(
      team.apply("prefect.yaml", { approved, planKey: KEY }),
      /the commit is .*was approved/,
    );
  });

  test("after a newer merge was deployed, and the run is started again", async () => {
    const { approved } = await approve();
    const older = await team.repository.git("rev-parse", "HEAD");
    await push(3);
    await team.apply("prefect.yaml");
    await team.repository.git("checkout", "--quiet", "--detach", older);
    expect(await refusal(team.apply("prefect.yaml", { approved, planKey: KEY }))).toMatch(/older/);
    expect(await storedValue("two")).toBe(3);
  });

  test("with another option", async () => {
    const { approved } = await approve();
    await expectRefused(
      team.apply("prefect.yaml", { approved, planKey: KEY, schedules: "paused" }),
      /the input schedules is another one/,
    );
  });

  test("with another secret, where a key covers it; without one the plan says what it doesn't cover", async () => {
    await push(2, { job_variables: { env: { TOKEN: "{{ $APPROVED_TOKEN }}" } } });
    const env = (value: string) => ({ env: { APPROVED_TOKEN: value } });
    const { plan, approved } = await approve(env("first-value"));
    expect(jsonText(plan)).not.toContain("first-value");
    await expectRefused(
      team.apply("prefect.yaml", { approved, planKey: KEY, ...env("other-value") }),
      /in another way/,
    );
    await expectRefused(
      team.apply("prefect.yaml", { approved, planKey: "another key", ...env("first-value") }),
      /way/,
    );
    const open = await team.plan("prefect.yaml", env("first-value"));
    expect(open.deployments.map(({ notCovered }) => notCovered)).toEqual([
      ["job_variables"],
      ["job_variables"],
    ]);
  });

  test("with a file that was changed on the way", async () => {
    const { plan } = await approve();
    const [first, second] = plan.deployments;
    if (!first || !second) throw new Error("two were planned");
    const changed = { ...plan, deployments: [{ ...first, digest: second.digest }, second] };
    expect(() => readApprovedPlan(jsonText(changed), "plan.json", plan.digest)).toThrow(/is not the plan/);
    const other = await team.plan("prefect.yaml", { schedules: "paused", planKey: KEY });
    expect(() => readApprovedPlan(jsonText(other), "plan.json", plan.digest)).toThrow(/is not the plan/);
    expect(() => readApprovedPlan('{"version": 1}', "plan.json", undefined)).toThrow(/the form 1/);
  });
});
