import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { bringBundlesUpToDate, commandLineBundle, projectRoot, sharedPrefectServer } from "#services";
import { type Platform, platform } from "../bundles/platform.ts";
import { runCli } from "./run-cli.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

async function samplePlatform(): Promise<Platform> {
  const sample = await platform();
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  return sample;
}

function cli(sample: Platform, args: string[], { env = {}, input = "" } = {}) {
  return runCli(args, { cwd: sample.repository.root, env: { PREFECT_API_URL: apiUrl, ...env }, input });
}

async function live(key: string) {
  const slash = key.indexOf("/");
  return prefect.deployments.find({ flowName: key.slice(0, slash), name: key.slice(slash + 1) });
}

test("detect, plan, apply and schedules hand on what each found", async () => {
  const sample = await samplePlatform();
  const [daily, hourly] = [`${sample.orders}/daily`, `${sample.marts}/hourly`];
  await sample.repository.commit({ "lib/clean.py": "def clean(row):\n    return row or None\n" });

  const detected = await cli(sample, ["detect", "--base", sample.start, "--json"]);
  const input = detected.stdout;
  const planned = await cli(sample, ["plan", "--changes-file", "-", "--exit-code"], { input });
  expect(planned.exitCode).toBe(2);
  expect(planned.stdout).toContain(`+ ${daily}  (flows/orders.py -> lib/clean.py)`);
  expect(planned.stdout).not.toContain(hourly);
  expect(await live(daily)).toBeUndefined();

  const applied = await cli(sample, ["apply", "--changes-file", "-", "--schedules", "paused", "--json"], {
    input,
  });
  expect(applied.exitCode).toBe(0);
  const result = JSON.parse(applied.stdout);
  const made = await live(daily);
  const schedule = `${daily}#${made?.schedules[0]?.id}`;
  expect(result).toMatchObject({
    created: [daily],
    updated: [],
    failed: [],
    newSchedules: [schedule],
    notRecorded: "it was not asked for",
    plan: { version: 2, redacted: true },
  });
  expect(made?.schedules[0]?.active).toBe(false);
  expect(applied.stderr).toContain(`+ ${daily}`);

  const switched = await cli(sample, ["schedules", "active", "--applied-file", "-", "--json"], {
    input: applied.stdout,
  });
  expect(JSON.parse(switched.stdout)).toMatchObject({ changed: [schedule], unchanged: [], missing: [] });
  expect((await live(daily))?.schedules[0]?.active).toBe(true);
  const again = await cli(sample, ["schedules", "active", daily]);
  expect(again).toMatchObject({ exitCode: 0, stdout: "0 changed, 1 were active already\n" });
});

test("a second plan is empty: --exit-code ends with 0, and apply writes nothing", async () => {
  const sample = await samplePlatform();
  const daily = `${sample.orders}/daily`;
  const first = await cli(sample, ["apply"]);
  expect(first).toMatchObject({ exitCode: 0, stdout: "2 created\n" });
  const before = await live(daily);
  const planned = await cli(sample, ["plan", "--exit-code"]);
  expect(planned.exitCode).toBe(0);
  expect(planned.stdout).toMatch(/: 2 unchanged\n$/);
  expect(await cli(sample, ["apply"])).toMatchObject({ exitCode: 0, stdout: "2 unchanged\n" });
  expect(await live(daily)).toEqual(before);
  // An empty list is an answer, not everything.
  expect((await cli(sample, ["plan", "[]"])).stdout).toContain("no deployments selected");
});

test("a file that can't be read hinders no other one; it is told, and the run ends with 1 after the rest", async () => {
  const sample = await samplePlatform();
  const daily = `${sample.orders}/daily`;
  await sample.repository.commit({ "broken.yaml": "deployments: [\n" });
  const files = ["-f", "prefect.yaml", "-f", "broken.yaml"];
  const strict = await cli(sample, ["apply", daily, ...files, "--strict"]);
  expect([strict.exitCode, await live(daily)]).toEqual([1, undefined]);
  for (const command of ["validate", "plan", "apply"]) {
    const { exitCode, stdout, stderr } = await cli(sample, [command, daily, ...files]);
    expect({ command, exitCode }).toEqual({ command, exitCode: 1 });
    expect(stderr).toMatch(/^broken\.yaml:2:1: error: /m);
    if (command === "plan") expect(stdout).toContain(`+ ${daily}`);
    if (command === "apply") expect(stdout).toBe("1 created\n");
  }
  expect(await live(daily)).toBeDefined();
  const detected = await cli(sample, ["detect", "--select", "all", ...files, "--json"]);
  expect([detected.exitCode, JSON.parse(detected.stdout).deployments]).toEqual([
    1,
    expect.arrayContaining([daily]),
  ]);
  const refused = await cli(sample, ["detect", "--select", "all", ...files, "--strict"]);
  expect([refused.exitCode, refused.stdout]).toEqual([1, ""]);
});

test("a run of GitLab on the default branch records the commit, and an older one is refused", async () => {
  const sample = await samplePlatform();
  const env = {
    GITLAB_CI: "true",
    CI: "true",
    CI_PROJECT_URL: `https://gitlab.example/acme/${sample.workPool}`,
    CI_COMMIT_BRANCH: "main",
    CI_JOB_URL: "https://gitlab.example/jobs/7",
  };
  const recorded = await cli(sample, ["apply", "--json"], { env });
  expect(JSON.parse(recorded.stdout).notRecorded).toBeNull();
  await sample.repository.commit({ "README.md": "newer" });
  expect((await cli(sample, ["apply"], { env })).exitCode).toBe(0);
  await sample.repository.git("checkout", "--quiet", sample.start);
  const older = await cli(sample, ["apply", "--json"], { env });
  expect(older.exitCode).toBe(1);
  expect(JSON.parse(older.stdout).faults[0]).toMatchObject({
    code: "commit-older",
    message: expect.stringContaining("is older than"),
  });
  expect((await cli(sample, ["apply", "--allow-older"], { env })).exitCode).toBe(0);
  // A merge request's commit never is what the server stands at.
  const request = { ...env, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" };
  const merged = await cli(sample, ["apply", "--json"], { env: request });
  expect(JSON.parse(merged.stdout).notRecorded).toBe("it was not asked for");
});

test("secrets are in no output, neither those of the connection nor those that a definition takes", async () => {
  const sample = await samplePlatform();
  await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(`  - name: daily
    entrypoint: flows/orders.py:run
    work_pool: {name: ${sample.workPool}, job_variables: {env: {LICENCE: "{{ $VENDOR_TOKEN }}"}}}
`),
  });
  const env = { PREFECT_API_KEY: "pnu_0123456789secret", VENDOR_TOKEN: "vendor-secret-value" };
  for (const args of [["plan"], ["plan", "--json"], ["plan", "--markdown"], ["apply", "--json"]]) {
    const { exitCode, stdout, stderr } = await cli(sample, args, { env });
    expect(exitCode).toBe(0);
    if (args.includes("--json")) expect(stdout).toContain('"LICENCE": "{{ $VENDOR_TOKEN }}"');
    expect(stdout + stderr).not.toMatch(/pnu_0123456789secret|vendor-secret-value/);
  }
  const stored = await live(`${sample.orders}/daily`);
  expect(stored?.job_variables).toEqual({ env: { LICENCE: "vendor-secret-value" } });
});

test("what the server lacks is an error before the first write, as JSON too", async () => {
  const sample = await platform();
  const { exitCode, stdout, stderr } = await cli(sample, ["apply", "--json"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^prefect\.yaml:\d+:\d+: error: .*work pool/m);
  expect(JSON.parse(stdout).faults[0]).toMatchObject({
    code: "work-pool-missing",
    message: expect.stringContaining(sample.workPool),
  });
  expect(await live(`${sample.orders}/daily`)).toBeUndefined();
  const missing = await cli(sample, ["schedules", "paused", `${sample.orders}/daily`]);
  expect(missing.exitCode).toBe(1);
  expect(missing.stderr).toContain("Check the name, or apply the deployment first.");
});

test("work-pool shows, changes and puts back the image", async () => {
  const sample = await platform();
  const pool = sample.workPool;
  const template = {
    job_configuration: { image: "{{ image }}" },
    variables: { type: "object", properties: { image: { type: "string", default: "acme/flows:1" } } },
  };
  await prefect.workPools.create({ name: pool, type: "process", base_job_template: template });
  const imageOf = async () => JSON.stringify((await prefect.workPools.find(pool))?.base_job_template);
  const update = ["work-pool", "--work-pool", pool, "--temporary-for", "pr-12"];
  const planned = await cli(sample, [...update, "--image", "acme/flows:2", "--exit-code"]);
  expect(planned).toMatchObject({ exitCode: 2, stdout: `${pool} would change\n` });
  expect(planned.stderr).toContain('"acme/flows:1" -> "acme/flows:2"');
  expect(await imageOf()).toContain("acme/flows:1");
  const done = await cli(sample, [...update, "--image", "acme/flows:2", "--json"]);
  expect(JSON.parse(done.stdout)).toMatchObject({
    workPool: pool,
    changed: true,
    image: "acme/flows:2",
    previousImage: "acme/flows:1",
  });
  expect(await imageOf()).toContain("acme/flows:2");
  expect((await cli(sample, [...update, "--restore"])).exitCode).toBe(0);
  expect(await imageOf()).toContain("acme/flows:1");
  expect((await cli(sample, ["work-pool", "--image", "x"])).stderr).toContain("No work pool is named.");
});

test("work-pool shows no secret of a template that it changes", async () => {
  const sample = await platform();
  const secrets = ["tok-4711-of-the-template", "hunter2-hunter2"];
  const [token = "", password = ""] = secrets;
  const template = (more: object) => ({
    variables: {
      type: "object",
      properties: { image: { type: "string", default: "acme/flows:1" }, ...more },
    },
    job_configuration: { image: "{{ image }}" },
  });
  const held = template({
    api_token: { type: "string", default: token },
    env: { type: "object", default: { DB_PASSWORD: password } },
  });
  const pool = { name: sample.workPool, type: "process", base_job_template: held };
  await prefect.workPools.create(pool);
  const file = join(sample.repository.root, "template.json");
  await writeFile(file, JSON.stringify(template({})));
  for (const more of [["--plan-only"], ["--plan-only", "--json"], ["--json"]]) {
    const update = ["work-pool", "--work-pool", sample.workPool, "--base-job-template", file];
    const { exitCode, stdout, stderr } = await cli(sample, [...update, ...more]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("variables.properties.api_token");
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
    if (more.includes("--json")) expect(stdout).toContain('"default": "***"');
  }
});

test("work-pool refuses a commit older than the one that the pool was last updated from", async () => {
  const sample = await platform();
  const pool = sample.workPool;
  const template = {
    job_configuration: { image: "{{ image }}" },
    variables: { properties: { image: { type: "string", default: "acme/flows:1" } } },
  };
  await prefect.workPools.create({ name: pool, type: "process", base_job_template: template });
  const newer = await sample.repository.commit({ "README.md": "newer" });
  const update = (image: string, ...more: string[]) =>
    cli(sample, ["work-pool", "--work-pool", pool, "--image", image, ...more]);
  const imageOf = async () => JSON.stringify((await prefect.workPools.find(pool))?.base_job_template);
  expect((await update("acme/flows:2", "--commit", "HEAD")).exitCode).toBe(0);
  const refused = await update("acme/flows:3", "--commit", sample.start, "--json");
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.stdout).faults[0].message).toMatch(
    new RegExp(`${sample.start.slice(0, 12)} is older than ${newer.slice(0, 12)}`),
  );
  expect(await imageOf()).toContain("acme/flows:2");
  const allowed = await update("acme/flows:3", "--commit", sample.start, "--allow-older");
  expect(allowed.exitCode).toBe(0);
  expect(await imageOf()).toContain("acme/flows:3");
  // Planning records nothing, and neither does an update without a commit.
  expect((await update("acme/flows:4", "--commit", newer, "--plan-only")).exitCode).toBe(0);
  expect((await update("acme/flows:4", "--commit", sample.start)).exitCode).toBe(0);
  const absent = await update("acme/flows:5", "--commit", "0".repeat(40));
  expect(absent.stderr).toContain("is not in the checked-out repository");
  const both = await update("acme/flows:5", "--commit", newer, "--temporary-for", "pr-1");
  expect(both.stderr).toContain("cannot be used with");
  expect(await imageOf()).toContain("acme/flows:4");
});

test("the result of detect may stand in a file", async () => {
  const sample = await samplePlatform();
  const detected = await cli(sample, ["detect", "--select", "all", "--json"]);
  const file = join(sample.repository.root, "changes.json");
  await writeFile(file, detected.stdout);
  const planned = await cli(sample, ["plan", "--changes-file", "changes.json", "--json"]);
  expect(JSON.parse(planned.stdout).deployments.map(({ key }: { key: string }) => key)).toEqual([
    `${sample.orders}/daily`,
    `${sample.marts}/hourly`,
  ]);
});

test("at a terminal apply shows the plan and asks; only a yes writes", async () => {
  const sample = await samplePlatform();
  bringBundlesUpToDate();
  const node = join(projectRoot, "node_modules/node/bin/node");
  const command = `'${node}' '${commandLineBundle}' apply daily`;
  const answer = (text: string) =>
    runLocally("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      cwd: sample.repository.root,
      env: { PREFECT_API_URL: apiUrl, GITHUB_ACTIONS: undefined, CI: undefined },
      input: text,
    });
  const refused = await answer("\n");
  expect(refused.stdout).toContain("Apply this? [y/N]");
  expect(refused.stdout).toContain("Nothing was applied");
  expect(refused.exitCode).toBe(1);
  expect(await live(`${sample.orders}/daily`)).toBeUndefined();
  expect((await answer("yes\n")).exitCode).toBe(0);
  expect(await live(`${sample.orders}/daily`)).toBeDefined();
});
