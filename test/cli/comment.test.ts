import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ShownDeployment } from "#deployment-plan";
import { jsonText } from "#json";
import { deployment, plan } from "../../packages/plan-comment/test/sample-plan.ts";
import { GitLabStandIn } from "../gitlab/index.ts";
import { runCli } from "./run-cli.ts";

let gitlab: GitLabStandIn;
let cwd: string;

beforeEach(async () => {
  gitlab = await GitLabStandIn.start();
  cwd = await mkdtemp(join(tmpdir(), "comment-"));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
  await gitlab.stop();
});

/** A job of a merge request's pipeline. */
async function job(
  pipeline: number,
  deployments: readonly ShownDeployment[] | null,
  args: readonly string[] = [],
  env: Record<string, string> = { GITLAB_TOKEN: gitlab.token },
) {
  await rm(join(cwd, "plan.json"), { force: true });
  if (deployments !== null) await writeFile(join(cwd, "plan.json"), jsonText(plan(deployments)));
  return runCli(
    ["comment", ...(args.includes("--last-edit") ? [] : ["--plans", "PROD=plan.json"]), ...args],
    {
      cwd,
      env: {
        ...gitlab.environment,
        CI_PIPELINE_IID: String(pipeline),
        CI_JOB_ID: "1",
        CI_COMMIT_SHA: gitlab.sha,
        ...env,
      },
    },
  );
}

const updated = deployment({
  changes: [{ field: "parameters", before: { a: "s3cret-1" }, after: { a: "s3cret-2" } }],
});
const untouched = deployment({ action: "unchanged", filesChange: null, impact: null });

test("a merge request's note through its life", async () => {
  expect(await job(1, [untouched])).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "nothing: nothing changes\n",
  });
  expect(gitlab.notes).toEqual([]);
  const made = await job(2, [updated], ["--checks", "deploy to dev=success"]);
  expect(made).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "created https://gitlab.example/acme/flows/-/merge_requests/7#note_1001\n",
  });
  const [note] = gitlab.notes;
  expect(note?.body).toMatch(/^🟡 \*\*On PROD, 1 deployment is updated\.\*\*\n\n✅ deploy to dev\n/);
  expect(note?.body).not.toContain("s3cret");
  await job(4, [updated, deployment({ name: "gone", action: "delete", filesChange: "removed" })]);
  expect((await job(3, [updated])).stderr).toContain("left");
  expect(note?.body).toContain("1 deployment is deleted and 1 is updated");
  await job(5, [untouched]);
  expect(note?.body).toContain("**This no longer changes any deployment**");
  gitlab.state = "merged";
  await job(6, null, ["--last-edit", "closed"]);
  expect(note?.body).toMatch(/^🟣 \*\*Merged\*\*/);
  expect(gitlab.notes).toHaveLength(1);
});

test("after the merge its note says whether production has it", async () => {
  await job(1, [updated]);
  const { CI_MERGE_REQUEST_IID: _, CI_MERGE_REQUEST_PROJECT_ID: project = "", ...env } = gitlab.environment;
  const after = (result: string, sha = gitlab.mergeCommit) =>
    runCli(["comment", "--last-edit", "deployed", "--checks", `deploy to prod=${result}`], {
      cwd,
      env: {
        ...env,
        ...{ CI_PROJECT_ID: project, CI_COMMIT_SHA: sha, CI_PIPELINE_IID: "9", CI_JOB_ID: "1" },
        GITLAB_TOKEN: gitlab.token,
      },
    });
  // A commit that no merge request brought.
  expect((await after("success")).stderr).toBe("There is no note to edit.\n");
  gitlab.state = "merged";
  await after("failed");
  const [note] = gitlab.notes;
  expect(note?.body).toMatch(/^❌ \*\*Merged, and not deployed\*\*.*\n\n❌ deploy to prod failed\n/);
  expect((await after("success")).exitCode).toBe(0);
  expect(note?.body).toMatch(/^✅ \*\*Merged and deployed\.\*\*/);
  await job(2, null, ["--last-edit", "closed"]);
  expect(note?.body).toMatch(/^✅ \*\*Merged and deployed\.\*\*/);
});

test("a plan that is missing is told in the note", async () => {
  await job(1, null);
  expect(gitlab.notes[0]?.body).toContain("**What this does to PROD is not known**");
});

test("without a token, as in a fork's pipeline, the text goes to standard output", async () => {
  const { exitCode, stdout, stderr } = await job(1, [updated], [], {});
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^🟡 \*\*On PROD, 1 deployment is updated\.\*\*/);
  expect(stderr).toContain("GITLAB_TOKEN is not given");
  expect(gitlab.calls).toEqual([]);
});

test("as JSON: what was done and the text", async () => {
  const { stdout } = await job(1, [updated], ["--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    action: "created",
    text: expect.stringContaining("is updated"),
  });
});

test("a token that may not write fails with what it needs, and is not shown", async () => {
  const { exitCode, stderr } = await job(1, [updated], [], { GITLAB_TOKEN: gitlab.readOnlyToken });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("role Reporter and the scope api");
  expect(stderr).not.toContain(gitlab.readOnlyToken);
});

test("what is no plan, and no plan at all, are told", async () => {
  await writeFile(join(cwd, "none.json"), "{}");
  const none = await job(1, [updated], ["--plans", "DEV=none.json"]);
  expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("none.json holds no plan") });
  expect(await runCli(["comment"], { cwd })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("No plan is named."),
  });
});
