import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Deployment } from "#prefect-api";
import {
  projectRoot,
  runBundle,
  type Server,
  type StepOptions,
  type StepResult,
  sharedPrefectServer,
  startProcessWorker,
  uniqueName,
} from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { clientOf } from "../../packages/runs/test/sample.ts";
import { sampleDeployment } from "../../packages/runs/test/sample-flows.ts";
import { runCli } from "../cli/run-cli.ts";
import { GitHubStandIn } from "../github/index.ts";
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

/** What is left of a run that nobody stops: its post step waits a minute, while the other tests go on. */
let unstoppable: Promise<{ post: Promise<StepResult> | undefined; id: string }>;

test(
  "what can't be stopped is named with what forces it …",
  async () => {
    const stuck = await sampleDeployment(prefect, "good", nobody);
    // Its worker was lost with it: nobody hears that it is to stop.
    const left = await runUntilStarted({ deployments: stuck.key }, async (child) => {
      const [started] = await runsOf(stuck.id);
      await setState(started?.id, { type: "RUNNING" });
      child.kill("SIGINT");
    });
    const [still] = await runsOf(stuck.id);
    unstoppable = Promise.resolve({ post: left.post?.(), id: still?.id ?? "" });
    expect(left.annotations.map(({ message }) => message).join()).toContain(
      `the run ${still?.id} was asked to stop and has not`,
    );
  },
  SLOW,
);

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
    const runId = uniqueName("4");
    const inputs = { deployments: good.key, "start-timeout": "1h" };
    const main = await runUntilStarted(inputs, (child) => child.kill("SIGKILL"), undefined, { runId });
    const own = (await runsOf(good.id)).filter(({ id }) => id !== foreign.id);
    expect(own).toMatchObject([{ state_type: "SCHEDULED" }]);
    const post = await main.post?.();
    expect(post?.annotations).toEqual([]);
    expect((await prefect.flowRuns.withIds(own.map(({ id }) => id)))[0]?.state_type).toBe("CANCELLED");

    // Where the machine was lost with its post step, the next run of the job takes what it finds.
    const lost = await runUntilStarted(inputs, (child) => child.kill("SIGKILL"), undefined, { runId });
    const next = await run({ ...inputs, "start-timeout": "1s", "fail-on": "never" }, { runId });
    expect(json(next.outputs.runs)).toMatchObject([{ isNew: false, state: "Cancelled" }]);
    expect(json(lost.state.runs)).toEqual([json(next.outputs.runs)[0].id]);
    expect((await runsOf(good.id)).map(({ state_type }) => state_type).sort()).toEqual([
      "CANCELLED",
      "CANCELLED",
      "SCHEDULED",
    ]);
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
    await setState(failed?.id, { type: "FAILED", message: "no rows" });
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
    "logs, ends and durations are told, secrets are not",
    async () => {
      const secret = "pnu_0123456789abcdef";
      const [good, bad] = [
        await sampleDeployment(prefect, "good", pool),
        await sampleDeployment(prefect, "bad", pool),
      ];
      const inputs = {
        deployments: JSON.stringify([good.key, bad.key]),
        "prefect-api-key": secret,
        parameters: JSON.stringify({ [good.key]: { limit: 3 }, [bad.key]: { table: secret } }),
        tags: "tried",
      };
      const first = await run(inputs);
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
    },
    SLOW,
  );

  test(
    "whoever is ended stops what runs for it and nothing else; what a lost one left is swept",
    async () => {
      const names = ["sigterm", "sigint", "sigkill", "foreign"];
      const hangs = await Promise.all(names.map(() => sampleDeployment(prefect, "hang", pool)));
      const [byAction, byCommand, lost, other] = hangs as [Deployment, Deployment, Deployment, Deployment];
      const isRunning =
        ({ id }: Deployment) =>
        async () =>
          (await runsOf(id)).some(({ state_type }) => state_type === "RUNNING");
      const foreign = await prefect.flowRuns.start(other.id, {
        ...{ idempotency_key: uniqueName("foreign"), parameters: {}, job_variables: {}, tags: ["nightly"] },
      });
      // GitHub knows numbers only.
      const runId = String(Math.ceil(Math.random() * 1e12));
      const [action, command] = await Promise.all([
        runUntilStarted({ deployments: byAction.key }, (child) => child.kill("SIGTERM"), isRunning(byAction)),
        interruptedCommand(byCommand.key, isRunning(byCommand)),
        runUntilStarted({ deployments: lost.key }, (child) => child.kill("SIGKILL"), isRunning(lost), {
          runId,
        }),
      ]);
      expect(action.exitCode).toBe(1);
      expect(json(action.outputs.inconclusive)).toEqual([byAction.key]);
      expect(action.annotations.map(({ message }) => message).join()).toContain(
        "The job was cancelled, and what it had started was asked to stop. Run the job again.",
      );
      const post = await action.post?.();
      expect(post?.annotations).toEqual([]);
      expect((await runsOf(byAction.id)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
      expect(command.exitCode).toBe(1);
      expect(command.stderr).toContain("1 run is asked to stop.");
      expect(command.stdout).toContain(`${byCommand.key}: inconclusive; The job was cancelled.`);
      expect((await runsOf(byCommand.id)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
      expect((await runsOf(lost.id)).map(({ state_type }) => state_type)).toEqual(["RUNNING"]);

      const { root } = await temporaryRepository();
      const github = await GitHubStandIn.start({ repository: "acme/platform", folder: root });
      github.repository.workflowRuns.set(runId, "completed");
      const swept = await runBundle("cancel-left-runs", {
        inputs: { "prefect-api-url": server.apiUrl },
        workspace: projectRoot,
        github: { token: github.token, api_url: github.url, repository: "acme/platform" },
      }).finally(() => github.stop());
      expect(json(swept.outputs.cancelled)).toEqual((await runsOf(lost.id)).map(({ id }) => id));
      expect((await runsOf(lost.id)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
      expect((await prefect.flowRuns.withIds([foreign.id]))[0]?.state_type).toBe("RUNNING");
      await prefect.flowRuns.cancel(foreign.id);
    },
    SLOW,
  );
});

test(
  "… and so does the post step, which has waited for it",
  async () => {
    const { post, id } = await unstoppable;
    const named = (await post)?.annotations.map(({ message }) => message).join();
    expect(named).toContain(`the run ${id} was asked to stop and has not`);
    expect(named).toContain(`${server.apiUrl}/flow_runs/${id}/set_state`);
    expect((await prefect.flowRuns.withIds([id]))[0]?.state_type).toBe("CANCELLING");
  },
  SLOW,
);

/** Starts the command line, and presses Ctrl-C once it has started a run that is as it is wanted. */
async function interruptedCommand(key: string, isReady: () => Promise<boolean>) {
  let child: ChildProcess | undefined;
  const ended = runCli(["run", key], {
    cwd: projectRoot,
    env: { PREFECT_API_URL: server.apiUrl },
    onStart: (started) => {
      child = started;
    },
  });
  while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 500));
  child?.kill("SIGINT");
  return ended;
}

async function setState(id: string | undefined, state: object): Promise<void> {
  const answer = await fetch(`${server.apiUrl}/flow_runs/${id}/set_state`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ state, force: true }),
  });
  expect(answer.ok).toBe(true);
}

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
  step: Step = {},
) {
  let child: ChildProcess | undefined;
  let acted: Promise<void> | undefined;
  const actOnce = async () => {
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 500));
    if (child) await act(child);
  };
  const result = await run(inputs, {
    ...step,
    onStart: (started) => {
      child = started;
    },
    onLogLine: (line) => {
      if (/: (started|was started before:) /.test(line)) acted ??= actOnce();
    },
  });
  await acted;
  expect(acted).toBeDefined();
  return result;
}
