import { projectRoot, runBundle, sharedPrefectServer, uniqueName } from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { clientOf } from "../../packages/runs/test/sample.ts";
import { sampleDeployment } from "../../packages/runs/test/sample-flows.ts";
import { runCli } from "../cli/run-cli.ts";
import { GitHubStandIn } from "../github/index.ts";
import { json } from "./platform.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = clientOf(apiUrl);
const pool = uniqueName("nobody");
// Nobody else's runs on the shared server carry its tags.
const repository = `acme/${uniqueName("platform")}`;

let github: GitHubStandIn;
beforeAll(async () => {
  const { root } = await temporaryRepository();
  github = await GitHubStandIn.start({ repository, folder: root });
  const { workflowRuns } = github.repository;
  workflowRuns.set("41", "completed").set("42", "completed").set("43", "in_progress").set("45", "queued");
  await prefect.workPools.create({ name: pool, type: "process" });
});
afterAll(() => github.stop());

const sweep = (inputs: Record<string, string> = {}, token = github.token) =>
  runBundle("cancel-left-runs", {
    inputs: { "prefect-api-url": apiUrl, ...inputs },
    workspace: projectRoot,
    github: { token, api_url: github.url, repository },
  });

async function start(...tags: string[]): Promise<string> {
  const { id } = await sampleDeployment(prefect, "good", pool);
  const run = { idempotency_key: uniqueName("key"), parameters: {}, job_variables: {}, tags };
  return (await prefect.flowRuns.start(id, run)).id;
}

async function force(id: string, type: string): Promise<void> {
  const answer = await fetch(`${apiUrl}/flow_runs/${id}/set_state`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ state: { type }, force: true }),
  });
  expect(answer.ok).toBe(true);
}

const stateOf = async (id: string) => (await prefect.flowRuns.withIds([id]))[0]?.state_type;

test("what workflow runs have left that have ended is cancelled, and nothing else", async () => {
  const tag = `ci-run:${repository}`;
  const left = [await start(`${tag}/42`), await start("nightly", `${tag}/41`)];
  const others = [
    await start(`${tag}/43`),
    await start(`${tag}/44`),
    await start(`${tag}/45`),
    await start(`${tag}-next/42`),
    await start(`${tag}/42x`),
    await start(`${tag}/042`),
    await start(`${tag}/42/2`),
    await start(`ci-run:${repository.toUpperCase()}/42`),
    await start(`x-${tag}/42`),
    await start(),
  ];
  const ended = await start(`${tag}/42`);
  await force(ended, "COMPLETED");

  const plan = await sweep({ "plan-only": "true" });
  expect(plan.exitCode).toBe(0);
  expect(json(plan.outputs.cancelled).sort()).toEqual(left.toSorted());
  expect(plan.summary).toContain("**2 runs would be cancelled:**");
  expect(await stateOf(left[0] ?? "")).toBe("SCHEDULED");

  const swept = await sweep();
  expect(swept).toMatchObject({ exitCode: 0, annotations: [] });
  expect(json(swept.outputs.cancelled).sort()).toEqual(left.toSorted());
  expect(json(swept.outputs.running)).toEqual([]);
  expect(swept.summary).toContain("3 runs of jobs that go on, or that GitHub doesn't know: let be.");
  for (const id of left) expect(await stateOf(id)).toBe("CANCELLED");
  for (const id of others) expect(await stateOf(id)).toBe("SCHEDULED");
  expect(await stateOf(ended)).toBe("COMPLETED");

  const again = await sweep();
  expect(json(again.outputs.cancelled)).toEqual([]);
  expect(again.summary).toContain("No job has left a run");
}, 300_000);

test("what doesn't stop is named with what forces it, also where nothing of Prefect's is left to stop it", async () => {
  const id = await start(`ci-run:${repository}/42`);
  await force(id, "RUNNING");
  const env = { GITHUB_TOKEN: github.token, GITHUB_API_URL: github.url, PREFECT_API_URL: apiUrl };
  const arguments_ = ["cancel-left-runs", "--repository", repository, "--timeout", "1s"];
  const { exitCode, stdout, stderr } = await runCli(arguments_, { cwd: projectRoot, env });
  expect([exitCode, stdout.trim()]).toEqual([0, "0 cancelled, 1 still running, 3 let be"]);
  expect(stderr).toContain(`the run ${id} was asked to stop and has not`);
  expect(stderr).toContain(`${apiUrl}/flow_runs/${id}/set_state`);
  expect(await stateOf(id)).toBe("CANCELLING");

  const action = await sweep({ timeout: "1s" });
  expect(json(action.outputs.running)).toEqual([id]);
  expect(action.annotations).toMatchObject([{ level: "warning" }]);
  await force(id, "CANCELLED");
}, 300_000);

test("where GitHub doesn't tell, nothing is cancelled", async () => {
  const id = await start(`ci-run:${repository}/42`);
  github.fail(
    { operation: "actions/get-workflow-run" },
    { how: { status: 403, message: "Resource not accessible by integration" } },
  );
  const { exitCode, annotations } = await sweep();
  github.heal();
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain("`permissions: actions: read`");
  expect(await stateOf(id)).toBe("SCHEDULED");
  const none = await runCli(["cancel-left-runs", "--repository", repository], {
    cwd: projectRoot,
    env: { PREFECT_API_URL: apiUrl },
  });
  expect(none.exitCode).toBe(1);
  expect(none.stderr).toContain("GITHUB_TOKEN");
});
