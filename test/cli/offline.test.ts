import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectRoot } from "#services";
import { temporaryFolder, temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { runCli } from "./run-cli.ts";

const flow = `from prefect import flow


@flow(name="orders")
def run(rows: int = 1):
    pass
`;

const deployment = (name: string, rest = "") => `  - name: ${name}
    entrypoint: flows/orders.py:run
    work_pool: {name: pool}
${rest}`;

const files = (deployments: string) => ({
  "prefect.yaml": `pull: []\ndeployments:\n${deployments}`,
  "flows/orders.py": flow,
});

async function repository(deployments: string) {
  const sample = await temporaryRepository();
  await sample.commit(files(deployments));
  return sample;
}

test("validate finds nothing wrong, without a server or a variable", async () => {
  const { root } = await repository(
    deployment("daily") + deployment("hourly", "    parameters: {rows: 3}\n"),
  );
  expect(await runCli(["validate"], { cwd: root })).toEqual({
    exitCode: 0,
    stdout: "Nothing wrong with 2 deployments\n",
    stderr: "",
  });
  const json = await runCli(["validate", "hourly", "--json"], { cwd: root });
  expect(JSON.parse(json.stdout)).toEqual({ checked: ["orders/hourly"], faults: [] });
});

test("validate works before the first commit, as a hook has to", async () => {
  const { root, git } = await temporaryRepository();
  for (const [path, content] of Object.entries(files(deployment("daily")))) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  await git("add", "--all");
  expect(await runCli(["validate"], { cwd: root })).toMatchObject({ exitCode: 0, stderr: "" });
});

const broken =
  deployment("daily", '    schedules:\n      - cron: "61 * * * *"\n') +
  deployment("hourly", "    parameters: {rows: many}\n");

test("validate tells all that is wrong, as compilers do", async () => {
  const { root } = await repository(broken);
  const { exitCode, stdout, stderr } = await runCli(["validate"], { cwd: root });
  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  expect(lines[0]).toMatch(
    /^prefect\.yaml:7:15: error: Prefect refuses the cron expression "61 \* \* \* \*"/,
  );
  expect(lines[1]).toMatch(/^prefect\.yaml:11:\d+: error: The flow doesn't take this value of rows/);
  expect(lines[2]).toBe("2 problems were found; each is listed above.");
  expect(lines).toHaveLength(3);
});

test("a fault of a flow's file is told once, with the deployments that it strikes", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `d${index}`);
  const { root, commit } = await repository(
    names.map((name) => deployment(name, "    storage: s3\n")).join(""),
  );
  await commit({ "flows/orders.py": flow.replace("def run(rows: int = 1):", "def run(_rows: int = 1):") });
  const { exitCode, stderr, stdout } = await runCli(["validate", "--json"], { cwd: root });
  expect(exitCode).toBe(1);
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/warning: Prefect doesn't know the key storage .* "d0", "d1", "d2" and 9 more\.$/),
    expect.stringMatching(
      /^flows\/orders\.py:5:\d+: error: The parameter `_rows` .* It concerns "d0", "d1", "d2" and 9 more\./,
    ),
  ]);
  expect(JSON.parse(stdout).faults).toMatchObject([{ code: "parameter-refused", deployments: names }]);
});

test("validate --json tells the same, and where", async () => {
  const { root } = await repository(broken);
  const { exitCode, stdout } = await runCli(["validate", "--json"], { cwd: root });
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    checked: [],
    faults: [
      { code: "schedule-invalid", location: { file: "prefect.yaml", line: 7, column: 15 } },
      {
        code: "parameter-invalid",
        location: { file: "prefect.yaml", line: 11 },
        message: expect.stringContaining("rows"),
      },
    ],
  });
});

test("on GitHub's runner what is wrong becomes an annotation, and nothing else a command", async () => {
  const { root } = await repository(broken);
  const { stderr } = await runCli(["validate"], { cwd: root, env: { GITHUB_ACTIONS: "true" } });
  expect(stderr).toMatch(/^::error file=prefect\.yaml,line=7,col=15::prefect\.yaml:7:15: Prefect refuses/m);
  const trap = await repository(
    deployment('"::add-mask::daily"').replace("flows/orders.py", '"\\n::error::x.py'),
  );
  const trapped = await runCli(["validate"], { cwd: trap.root, env: { GITHUB_ACTIONS: "true" } });
  const commands = trapped.stderr.split("\n").filter((line) => line.startsWith("::"));
  for (const command of commands) expect(command).toMatch(/^::error( file=prefect\.yaml,|::)/);
  expect(trapped.stderr).not.toMatch(/^::add-mask/m);
  expect(trapped.stderr).not.toMatch(/^::error::x/m);
});

test("detect names what this branch changes, with reasons; --exit-code tells a script", async () => {
  const sample = await repository(deployment("daily"));
  await sample.git("checkout", "--quiet", "-b", "feature");
  await sample.commit(files(deployment("daily") + deployment("weekly")));
  const options = { cwd: sample.root };
  const { exitCode, stdout } = await runCli(["detect", "--target-branch", "main"], options);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Compared with [0-9a-f]{12}: /);
  expect(stdout).toMatch(/^added {4}orders\/weekly {2}\(.+\)$/m);
  expect(stdout).toMatch(/\n1 added, 1 unchanged\n$/);
  expect((await runCli(["detect", "--base", "main", "--exit-code"], options)).exitCode).toBe(2);
  expect((await runCli(["detect", "--base", "HEAD", "--exit-code"], options)).exitCode).toBe(0);
  const json = JSON.parse((await runCli(["detect", "--base", "main", "--json"], options)).stdout);
  expect(json).toMatchObject({
    deployments: ["orders/weekly"],
    added: ["orders/weekly"],
    modified: [],
    affected: [],
    removed: [],
    reasons: { "orders/weekly": expect.any(String) },
    unchanged: 1,
    base: await sample.git("rev-parse", "main"),
    head: await sample.git("rev-parse", "HEAD"),
  });
  expect((await runCli(["detect", "--base", "main", "--markdown"], options)).stdout).toContain(
    "- 🟢 added <code>orders/weekly</code>: ",
  );
});

test("detect in a merge request of GitLab knows the target branch", async () => {
  const sample = await repository(deployment("daily"));
  await sample.git("checkout", "--quiet", "-b", "feature");
  await sample.commit(files(deployment("daily") + deployment("weekly")));
  await sample.git("checkout", "--quiet", "main");
  await sample.commit(files(deployment("daily") + deployment("monthly")));
  await sample.git("checkout", "--quiet", "--detach", "feature");
  const { stdout } = await runCli(["detect", "--json"], {
    cwd: sample.root,
    env: { GITLAB_CI: "true", CI: "true", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" },
  });
  // What main got meanwhile is not removed by this branch.
  expect(JSON.parse(stdout)).toMatchObject({ added: ["orders/weekly"], removed: [] });
});

test("check-version accepts one step and refuses two", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ VERSION: "1.2.3\n" });
  await sample.git("checkout", "--quiet", "-b", "feature");
  const check = (...args: string[]) =>
    runCli(["check-version", "--version-file", "VERSION", "--base-ref", "main", ...args], {
      cwd: sample.root,
    });
  await sample.commit({ VERSION: "1.3.0\n" });
  expect(await check()).toEqual({ exitCode: 0, stdout: "Version 1.3.0: minor.\n", stderr: "" });
  expect(JSON.parse((await check("--json")).stdout)).toEqual({
    version: "1.3.0",
    previousVersion: "1.2.3",
    bump: "minor",
    next: { patch: "1.2.4", minor: "1.3.0", major: "2.0.0" },
    tag: "v1.3.0",
    tagExists: false,
    patch: null,
    faults: [],
  });
  await sample.commit({ VERSION: "1.2.5\n" });
  const refused = await check();
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(
    /^VERSION:1:1: error: 1\.2\.5 is more than one step after 1\.2\.3\. Use 1\.2\.4/,
  );
  await sample.commit({ VERSION: "1.2.3\n", other: "changed" });
  expect((await check()).exitCode).toBe(1);
  const proposed = await check("--on-missing-bump", "propose");
  expect(proposed.exitCode).toBe(0);
  await sample.git("checkout", "--quiet", ".");
  expect(proposed.stdout).toMatch(/^-1\.2\.3$/m);
  expect(proposed.stdout).toMatch(/^\+1\.2\.4$/m);
});

test("wrong options and missing things end with 1 and say what to do", async () => {
  const { root } = await repository(deployment("daily"));
  const run = async (...args: string[]) => {
    const { exitCode, stderr } = await runCli(args, { cwd: root });
    expect(exitCode).toBe(1);
    return stderr;
  };
  expect(await run("plan", "--pin", "tag")).toContain("Allowed choices are branch, commit.");
  expect(await run("plan", "--concurrency", "0")).toContain("Write a whole number from 1 up to 64.");
  expect(await run("plan", "")).toContain("Name deployments, or write [] for none.");
  expect(await run("plan")).toContain("PREFECT_API_URL");
  expect(await run("plan", "--changes-file", "none.json")).toContain("none.json can't be read (ENOENT)");
  expect(await run("plan", "daily", "--changes-file", "x")).toContain("Leave one of them out.");
  expect(await run("plan", "--changes-file", "prefect.yaml")).toContain("not the result of `detect --json`");
  expect(await run("schedules", "active")).toContain("No deployments are named.");
  expect(await run("check-version")).toContain("Set base-ref to a branch");
  expect(await run("validate", "-f", "none.yaml")).toContain("none.yaml");
  expect(await run("validate", "-C", "nowhere")).toMatch(
    /The working directory .*nowhere is not there\. .*working-directory/,
  );
  expect(await run("validate", "-C", "prefect.yaml")).toMatch(/prefect\.yaml is no folder/);
  expect(await run("frobnicate")).toContain("unknown command");
  expect((await runCli(["validate"], { cwd: temporaryFolder() })).exitCode).toBe(1);
});

test("the version is the package's", async () => {
  const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
  expect(await runCli(["--version"], { cwd: projectRoot })).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: "",
  });
});
