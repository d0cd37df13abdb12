import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import {
  projectRoot,
  runBundle,
  type Server,
  type StepOptions,
  sharedPrefectServer,
  startProcessWorker,
  uniqueName,
} from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { clientOf } from "../../packages/runs/test/sample.ts";
import { sampleDeployment } from "../../packages/runs/test/sample-flows.ts";
import { json } from "./platform.ts";

/** For a machine that has much else to do. */
const SLOW = 600_000;

const server = sharedPrefectServer();
const prefect = clientOf(server.apiUrl);
const nobody = uniqueName("nobody");
beforeAll(() =>
  prefect.workPools.create({
    name: nobody,
    type: "process",
    base_job_template: {
      job_configuration: { command: "{{ command }}", env: "{{ env }}" },
      variables: { type: "object", properties: { command: { type: "string" }, env: { type: "object" } } },
    },
  }),
);

interface Step extends Partial<StepOptions> {
  /** The same for jobs that are run again. */
  runId?: string;
}

const run = (inputs: Record<string, string>, { runId = uniqueName("1"), ...step }: Step = {}) =>
  runBundle("run-deployments", {
    inputs: { "prefect-api-url": server.apiUrl, ...inputs },
    workspace: projectRoot,
    github: { run_id: runId, sha: "c".repeat(40) },
    ...step,
  });

const runsOf = (deploymentId: string) =>
  prefect.flowRuns.list({
    operator: "and_",
    deployment_id: { operator: "and_", any_: [deploymentId] },
  });

async function isResultsFile(path: string | undefined) {
  const [schema, file] = await Promise.all(
    [join(projectRoot, "schemas/results.schema.json"), path ?? ""].map(async (one) =>
      JSON.parse(await readFile(one, "utf8")),
    ),
  );
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  validate(file);
  expect(validate.errors).toBeNull();
  return file;
}

test("everything is checked before anything starts, and told at once", async () => {
  const [good, bad] = [
    await sampleDeployment(prefect, "good", nobody),
    await sampleDeployment(prefect, "bad", nobody),
  ];
  const { exitCode, annotations } = await run({
    deployments: `${good.key}, ${bad.key}`,
    parameters: JSON.stringify({ [good.key]: { limit: "ten", limti: 1 }, "other/*": {}, [bad.key]: 5 }),
    "job-variables": "{env: 5, no-such: 1}",
    "work-queue": "no-such-queue",
    "max-runs": "1",
  });
  expect(exitCode).toBe(1);
  const told = annotations.map(({ message }) => message).join("\n");
  for (const part of [
    `${good.key}: The parameter limit must be integer.`,
    `${good.key}: The flow has no parameter limti. Did you mean limit?`,
    `"other/*" in parameters matches none of the selected deployments.`,
    `"${bad.key}" in parameters must be a map of values.`,
    `${bad.key}: The work pool "${nobody}" doesn't take the job variable env`,
    `${bad.key}: The work pool "${nobody}" declares no job variable no-such`,
    `${good.key}: The work pool "${nobody}" has no work queue "no-such-queue".`,
    "2 runs are selected, and 1 may be started.",
  ])
    expect(told).toContain(part);
  expect([...(await runsOf(good.id)), ...(await runsOf(bad.id))]).toEqual([]);
  expect((await prefect.workPools.queues(nobody)).map(({ name }) => name)).toEqual(["default"]);

  const missing = await run({ deployments: "no-such/deployment" });
  expect(missing.annotations[0]?.message).toContain(
    'There is no "no-such/deployment" on the Prefect server.',
  );
  const both = await run({ deployments: good.key, "failed-since": "1h", select: "declared" });
  expect(both.annotations[0]?.message).toContain("failed-since repeats runs");
  const unnamed = await run({});
  expect(unnamed.annotations[0]?.message).toContain("No deployments are named.");
  expect([missing.exitCode, unnamed.exitCode]).toEqual([1, 1]);
});

test("a plan tells what would have to be waited for", async () => {
  const good = await sampleDeployment(prefect, "good", nobody);
  await prefect.flowRuns.start(good.id, {
    ...{ idempotency_key: uniqueName("due"), parameters: {}, job_variables: {}, tags: [] },
  });
  const asked = { deployments: good.key, "wait-for-quiet": "5m" };
  const plan = await run({ ...asked, "plan-only": "true" });
  expect(plan.exitCode).toBe(0);
  const due = expect.stringMatching(/runs? (is|are) due in the work pool .* within 5m\. Wait for them/);
  expect(plan.annotations).toContainEqual({ level: "warning", message: due });
  const inTime = await run({ ...asked, timeout: "1s" });
  expect(inTime.exitCode).toBe(1);
  expect(inTime.annotations).toContainEqual({ level: "error", message: due });
  expect(await runsOf(good.id)).toHaveLength(1);
});

test("a plan tells what would be run, and an empty list runs nothing", async () => {
  const good = await sampleDeployment(prefect, "good", nobody);
  const { exitCode, outputs, summary } = await run({
    deployments: good.key.replace(/\/.*/, "/good-*"),
    "max-runs": "1000",
    "plan-only": "true",
  });
  expect(exitCode).toBe(0);
  expect(json(outputs.planned)).toContain(good.key);
  expect(json(outputs.runs)).toEqual([]);
  expect(summary).toContain("would be started");
  expect(await runsOf(good.id)).toEqual([]);
  const nothing = await run({ deployments: "[]" });
  expect(nothing).toMatchObject({ exitCode: 0, outputs: { runs: "[]", planned: "[]" } });
});

test(
  "what the definitions declare is run as they say, what nobody takes is inconclusive",
  async () => {
    const names = ["declared", "skipped", "plain"].map(uniqueName);
    const [declared, skipped, plain] = await Promise.all(
      names.map((name) => sampleDeployment(prefect, "good", nobody, { name })),
    );
    const { root } = await repositoryWith(`
x-cicd: {smoke: {parameters: {limit: 7}, timeout: 90s}}
deployments:
  - {name: ${names[0]}, entrypoint: "flows.py:good"}
  - {name: ${names[1]}, entrypoint: "flows.py:good", x-cicd: {smoke: {skip: true}}}
  - {name: ${names[2]}, entrypoint: "flows.py:good", x-cicd: {smoke: null}}
`);
    const inputs = { deployments: names.join(), select: "declared", "start-timeout": "1s" };
    const runId = uniqueName("2");
    const first = await run({ ...inputs, "fail-on": "inconclusive" }, { workspace: root, runId });
    expect(first.exitCode).toBe(1);
    expect(first.annotations.map(({ message }) => message).join()).toContain(
      `${declared?.key}: No worker polls the work pool "${nobody}". Start one`,
    );
    expect(json(first.outputs.inconclusive)).toEqual([declared?.key]);
    const file = await isResultsFile(first.outputs["results-file"]);
    expect(file).toMatchObject({ notDeclared: [plain?.key], skipped: [skipped?.key] });
    expect(first.summary).toContain("### Runs: 1 inconclusive");
    expect(first.summary).toContain(`Not declared by \`x-cicd\`: <code>${plain?.key}</code>`);
    const [started, ...others] = await runsOf(declared?.id ?? "");
    expect(others).toEqual([]);
    expect(started).toMatchObject({ parameters: { limit: 7 }, state_type: "CANCELLED" });
    expect(started?.tags).toContain(`ci-run:acme/platform/${runId}`);

    const never = await run({ ...inputs, "fail-on": "never" }, { workspace: root });
    expect(never.exitCode).toBe(0);
  },
  SLOW,
);

test(
  "a job that is killed leaves what it started to its post step, which touches nothing else",
  async () => {
    const good = await sampleDeployment(prefect, "good", nobody);
    const foreign = await prefect.flowRuns.start(good.id, {
      ...{ idempotency_key: uniqueName("foreign"), parameters: {}, job_variables: {}, tags: [] },
    });
    const main = await runUntilStarted({ deployments: good.key }, (child) => child.kill("SIGKILL"));
    const own = (await runsOf(good.id)).filter(({ id }) => id !== foreign.id);
    expect(own).toMatchObject([{ state_type: "SCHEDULED" }]);
    const post = await main.post?.();
    expect(post?.annotations).toEqual([]);
    expect((await prefect.flowRuns.withIds(own.map(({ id }) => id)))[0]?.state_type).toBe("CANCELLED");
    expect((await prefect.flowRuns.withIds([foreign.id]))[0]?.state_type).toBe("SCHEDULED");
  },
  SLOW,
);

test(
  "after a bad night a scheduled run that failed is repeated with what it had",
  async () => {
    const live = await sampleDeployment(prefect, "good", nobody, {
      parameters: { limit: 3 },
      schedules: [{ schedule: { interval: 10 }, active: true, parameters: { limit: 5 } }],
    });
    const due = async () =>
      (await prefect.flowRuns.scheduled([live.id])).find(
        ({ expected_start_time }) => Date.parse(expected_start_time ?? "") < Date.now(),
      );
    while ((await due()) === undefined) await new Promise((resolve) => setTimeout(resolve, 1000));
    const failed = await due();
    const state = { type: "FAILED", message: "no rows" };
    const answer = await fetch(`${server.apiUrl}/flow_runs/${failed?.id}/set_state`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ state, force: true }),
    });
    expect(answer.ok).toBe(true);
    const byHand = async () => (await runsOf(live.id)).filter(({ auto_scheduled }) => !auto_scheduled);

    const asked = { deployments: live.key, "failed-since": "1h", "start-timeout": "1s", "fail-on": "never" };
    const plan = await run({ ...asked, "plan-only": "true" });
    expect(json(plan.outputs.planned)).toEqual([live.key]);
    expect(plan.summary).toContain("Repeated:");
    expect(await byHand()).toEqual([]);

    const repeated = await run(asked);
    expect(repeated.exitCode).toBe(0);
    expect(await byHand()).toMatchObject([{ parameters: { limit: 5 } }]);
    await isResultsFile(repeated.outputs["results-file"]);

    await prefect.deployments.pause(live.id);
    const paused = await run(asked);
    expect(json(paused.outputs.planned)).toEqual([]);
    expect(paused.summary).toContain("its deployment is paused");
  },
  SLOW,
);

describe("with a worker", () => {
  const pool = uniqueName("pool");
  let worker: Server;
  beforeAll(async () => {
    await prefect.workPools.create({ name: pool, type: "process" });
    worker = await startProcessWorker(server, pool);
  }, SLOW);
  afterAll(() => worker.stop());

  test(
    "logs, ends and durations are told, secrets are not; the same job starts only what went wrong",
    async () => {
      const secret = "pnu_0123456789abcdef";
      const [good, bad] = [
        await sampleDeployment(prefect, "good", pool),
        await sampleDeployment(prefect, "bad", pool),
      ];
      const runId = uniqueName("3");
      const inputs = {
        deployments: JSON.stringify([good.key, bad.key]),
        "prefect-api-key": secret,
        parameters: JSON.stringify({ [good.key]: { limit: 3 }, [bad.key]: { table: secret } }),
        tags: "tried",
      };
      const first = await run(inputs, { runId });
      expect(first.exitCode).toBe(1);
      expect(json(first.outputs.passed)).toEqual([good.key]);
      expect(json(first.outputs.failed)).toEqual([bad.key]);
      const runs = json(first.outputs.runs);
      expect(runs[0]).toMatchObject({ verdict: "passed", isNew: true, median: null });
      expect(runs[1].reason).toContain("ValueError: no rows in ***");
      expect(first.log).toContain("line 3 of 3");
      expect(first.annotations.map(({ message }) => message)).toContainEqual(
        expect.stringContaining(`${bad.key}: Flow run encountered an exception: ValueError: no rows in ***`),
      );
      expect(first.summary).toContain(`/runs/flow-run/${runs[0].id}`);
      expect(first.summary).toContain("no rows in ***");
      const file = await isResultsFile(first.outputs["results-file"]);
      const printed = first.printed.split("\n").filter((line) => !line.startsWith("::add-mask::"));
      const all = [...printed, first.summary, JSON.stringify([first.outputs, file])].join("\n");
      expect(all).not.toContain(secret);
      // Nothing is left for the post step.
      expect(first.state.runs).toBe("[]");

      const second = await run(inputs, { runId });
      expect(second.exitCode).toBe(1);
      expect(json(second.outputs.runs)).toMatchObject([
        { id: runs[0].id, isNew: false, verdict: "passed" },
        { isNew: true, verdict: "failed" },
      ]);
      expect([await runsOf(good.id), await runsOf(bad.id)].map(({ length }) => length)).toEqual([1, 2]);
    },
    SLOW,
  );

  test(
    "a cancelled job stops what runs; what can't be stopped is named with what forces it",
    async () => {
      const hang = await sampleDeployment(prefect, "hang", pool);
      const cancelled = await runUntilStarted(
        { deployments: hang.key },
        (child) => child.kill("SIGINT"),
        async () => (await runsOf(hang.id)).some(({ state_type }) => state_type === "RUNNING"),
      );
      expect(cancelled.exitCode).toBe(1);
      expect(json(cancelled.outputs.inconclusive)).toEqual([hang.key]);
      const post = await cancelled.post?.();
      expect(post?.annotations).toEqual([]);
      expect((await runsOf(hang.id)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);

      const lost = await sampleDeployment(prefect, "hang", pool);
      const left = await runUntilStarted(
        { deployments: lost.key },
        async (child) => {
          await worker.stop();
          child.kill("SIGINT");
        },
        async () => (await runsOf(lost.id)).some(({ state_type }) => state_type === "RUNNING"),
      );
      const [still] = await runsOf(lost.id);
      const named = (await left.post?.())?.annotations.map(({ message }) => message).join();
      expect(named).toContain(`the run ${still?.id} was asked to stop and has not`);
      expect(named).toContain(`${server.apiUrl}/flow_runs/${still?.id}/set_state`);
    },
    SLOW,
  );
});

async function repositoryWith(prefectYaml: string) {
  const repository = await temporaryRepository();
  await repository.commit({
    "prefect.yaml": prefectYaml,
    "flows.py": "from prefect import flow\n\n@flow\ndef good(limit: int = 1):\n    pass\n",
  });
  return repository;
}

/** Starts the action and calls `act` with its process once a run is there, and as it is wanted. */
async function runUntilStarted(
  inputs: Record<string, string>,
  act: (child: ChildProcess) => unknown,
  isReady: () => Promise<boolean> = async () => true,
) {
  let child: ChildProcess | undefined;
  let acted: Promise<void> | undefined;
  const actOnce = async () => {
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 500));
    if (child) await act(child);
  };
  const result = await run(inputs, {
    onStart: (started) => {
      child = started;
    },
    onLogLine: (line) => {
      if (/: started /.test(line)) acted ??= actOnce();
    },
  });
  await acted;
  expect(acted).toBeDefined();
  return result;
}
