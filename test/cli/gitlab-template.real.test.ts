import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { runLocally } from "#command";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { bringBundlesUpToDate, commandLineBundle, projectRoot, sharedPrefectServer } from "#services";
import type { TemporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { martsHourly, ordersDaily, type Platform, platform } from "../bundles/platform.ts";
import { GitLabStandIn } from "../gitlab/index.ts";
import { runCli } from "./run-cli.ts";

interface Job {
  stage: string;
  script: string[];
  needs?: string[];
  environment?: { name: string; on_stop?: string; action?: string } | string;
  artifacts?: { paths: string[] };
}

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));
const template = parse(
  await readFile(join(projectRoot, "workflows-templates/gitlab/gitlab-ci.yml"), "utf8"),
) as Record<string, Job>;

/** The folder on PATH that the template's `before_script` would have made. */
let programs: string;
beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), "prefect-cicd-programs-"));
  bringBundlesUpToDate();
  await symlink(commandLineBundle, join(programs, "prefect-cicd"));
});
afterAll(() => rm(programs, { recursive: true, force: true }));

let gitlab: GitLabStandIn;
beforeEach(async () => {
  gitlab = await GitLabStandIn.start();
});
afterEach(() => gitlab.stop());

/** Runs a job's script in a clone as GitLab's runner does: one shell, ended by the first command that fails. */
async function runJob(
  name: string,
  clone: TemporaryRepository,
  origin: TemporaryRepository,
  env: Record<string, string>,
) {
  const node = join(projectRoot, "node_modules/node/bin");
  const script = (template[name] as Job).script.join("\n");
  const result = await runLocally("bash", ["-euo", "pipefail", "-c", script], {
    cwd: clone.root,
    env: {
      PATH: [programs, node, process.env.PATH].join(delimiter),
      CI: "true",
      GITLAB_CI: "true",
      GITHUB_ACTIONS: undefined,
      CI_DEFAULT_BRANCH: "main",
      CI_REPOSITORY_URL: origin.url,
      CI_PROJECT_URL: `https://gitlab.example/${origin.root.split("/").at(-1)}`,
      PREFECT_API_URL: apiUrl,
      ...env,
    },
  });
  return { ...result, log: `${result.stdout}\n${result.stderr}` };
}

const request = { CI_MERGE_REQUEST_IID: "", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };

function live({ orders, marts }: Platform) {
  const find = (flowName: string, name: string) => prefect.deployments.find({ flowName, name });
  return Promise.all([find(orders, "daily"), find(marts, "hourly"), find(marts, "weekly")]);
}

test("a merge request, its next push, its end, and a merge", async () => {
  const sample = await platform();
  const { repository: origin, prefectYaml } = sample;
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  // The number is the server's way to tell merge requests apart: one of our own.
  const iid = String(Date.now());
  const env = { ...request, CI_MERGE_REQUEST_IID: iid, CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "feature" };
  gitlab.number = iid;
  const noted = { ...env, ...gitlab.environment, GITLAB_TOKEN: gitlab.token };
  const weekly = martsHourly.replace("hourly", "weekly");
  const changedDaily = ordersDaily.replace("table: orders", "table: all");

  // DEV holds what main has, of which the merge request changes one, drops one, and adds one.
  expect(await runJob("restore dev", await origin.clone(), origin, env)).toMatchObject({ exitCode: 0 });
  const seeded = await runCli(["apply", "--schedules", "paused"], {
    cwd: origin.root,
    env: { PREFECT_API_URL: apiUrl },
  });
  expect(seeded.stdout).toBe("2 created\n");
  await origin.git("checkout", "--quiet", "-b", "feature");
  await origin.commit({ "prefect.yaml": prefectYaml(changedDaily + weekly) });
  const opened = await origin.clone();
  for (const job of ["check deployments", "deploy to dev"]) {
    const { exitCode, log } = await runJob(job, opened, origin, env);
    expect({ job, exitCode, log }).toMatchObject({ exitCode: 0 });
  }
  gitlab.sha = await opened.git("rev-parse", "HEAD");
  const first = { ...noted, CI_PIPELINE_IID: "1", CI_COMMIT_SHA: gitlab.sha };
  expect(await runJob("comment", opened, origin, first)).toMatchObject({ exitCode: 0 });
  const [note] = gitlab.notes;
  expect(note?.body).toMatch(/^🔴 \*\*On PROD, 1 deployment is deleted, 1 is updated and 1 is new\.\*\*\n/);
  const [daily, hourly, added] = await live(sample);
  expect(daily).toMatchObject({ parameters: { table: "all" }, tags: [`mr-${iid}`] });
  expect(daily?.schedules[0]?.active).toBe(false);
  expect(added?.tags).toEqual([`mr-${iid}`]);
  expect(hourly).toMatchObject({ paused: true, tags: [`mr-${iid}`] });

  // The next push takes back the change of daily and the end of hourly: both are main's again, without the tag.
  await origin.commit({ "prefect.yaml": prefectYaml(ordersDaily + martsHourly + weekly) });
  const pushed = await origin.clone();
  for (const job of ["check deployments", "deploy to dev"]) {
    const { exitCode, log } = await runJob(job, pushed, origin, env);
    expect({ job, exitCode, log }).toMatchObject({ exitCode: 0 });
  }
  const [restored, revived, kept] = await live(sample);
  expect(restored).toMatchObject({ parameters: { table: "orders" }, tags: [] });
  expect(revived).toMatchObject({ paused: false, tags: [] });
  expect(kept?.tags).toEqual([`mr-${iid}`]);

  gitlab.sha = await pushed.git("rev-parse", "HEAD");
  const second = { ...noted, CI_PIPELINE_IID: "2", CI_COMMIT_SHA: gitlab.sha };
  expect(await runJob("comment", pushed, origin, second)).toMatchObject({ exitCode: 0 });
  expect(note?.body).toMatch(/^🟢 \*\*On PROD, 1 deployment is new\.\*\*\n/);

  // Its end: what only the merge request had is removed.
  gitlab.state = "merged";
  const stopped = await runJob("restore dev", pushed, origin, noted);
  expect(stopped).toMatchObject({ exitCode: 0 });
  expect((await live(sample))[2]).toBeUndefined();
  expect(note?.body).toMatch(/^🟣 \*\*Merged\*\*.*\n\n✅ bring DEV back\n/);
  expect(gitlab.notes).toHaveLength(1);

  await origin.git("checkout", "--quiet", "main");
  await origin.git("merge", "--quiet", "feature");
  const merged = await origin.clone();
  const push = { CI_COMMIT_BRANCH: "main", CI_COMMIT_BEFORE_SHA: sample.start };
  const deployed = await runJob("deploy to prod", merged, origin, push);
  expect(deployed).toMatchObject({ exitCode: 0 });
  const applied = JSON.parse(await readFile(join(merged.root, "applied.json"), "utf8"));
  expect(applied).toMatchObject({ created: [`${sample.marts}/weekly`], failed: [], notRecorded: null });

  gitlab.mergeCommit = await merged.git("rev-parse", "HEAD");
  const { CI_MERGE_REQUEST_IID: _, ...ofBranch } = noted;
  const after = { ...ofBranch, ...push, CI_PROJECT_ID: "42", CI_COMMIT_SHA: gitlab.mergeCommit };
  for (const [job, words] of [
    ["say that it is not deployed", /^❌ \*\*Merged, and not deployed\*\*/],
    ["say that it is deployed", /^✅ \*\*Merged and deployed\.\*\*/],
  ] as const) {
    expect(await runJob(job, merged, origin, after)).toMatchObject({ exitCode: 0 });
    expect(note?.body).toMatch(words);
  }
});

test("jobs hand on what they name, and stop what they start", () => {
  const jobs = Object.entries(template).filter(([, job]) => Array.isArray(job.script));
  expect(jobs.map(([name]) => name)).toEqual([
    "check deployments",
    "comment",
    "deploy to dev",
    "restore dev",
    "deploy to prod",
    "say that it is deployed",
    "say that it is not deployed",
  ]);
  const dev = template["deploy to dev"]?.environment;
  const stop = template["restore dev"]?.environment;
  expect(dev).toMatchObject({ on_stop: "restore dev" });
  expect(stop).toMatchObject({ action: "stop", name: (dev as { name: string }).name });
  expect(template["deploy to dev"]?.needs).toEqual(["check deployments"]);
  expect(template["check deployments"]?.artifacts?.paths).toEqual(["changes.json", "plan.json"]);
  expect(template.comment?.needs).toEqual(["check deployments"]);
});
