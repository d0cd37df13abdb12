import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { runBundle, sharedPrefectServer, startProxy, uniqueName } from "#services";
import { runCli } from "../cli/run-cli.ts";
import { json, type Platform, platform } from "./platform.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

const PROPERTIES = { cpu: { type: "integer" }, memory: { type: "string" }, team: { type: "string" } };

/** A platform with one deployment for each of these job variables; its pool is there unless asked otherwise. */
async function withJobVariables(all: readonly string[], schema: object | null): Promise<Platform> {
  const sample = await platform();
  const deployment = (jobVariables: string, index: number) =>
    `  - name: d${index}\n    entrypoint: flows/orders.py:run\n    work_pool:\n      name: ${sample.workPool}\n      job_variables: ${jobVariables}\n`;
  await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(all.map(deployment).join("")) });
  if (schema !== null) {
    const variables = { type: "object", properties: PROPERTIES, ...schema };
    const base_job_template = { variables, job_configuration: { cpu: "{{ cpu }}" } };
    await prefect.workPools.create({ name: sample.workPool, type: "process", base_job_template });
  }
  return sample;
}

const validate = ({ repository }: Platform, url: string, inputs: Record<string, string> = {}) =>
  runBundle("validate-deployments", {
    workspace: repository.root,
    inputs: { against: "server", "prefect-api-url": url, ...inputs },
  });

test("against a server, work pools and the job variables that they take are checked, and nothing is written", async () => {
  const sample = await withJobVariables(["{cpu: 1, team: a}", '{cpu: "two", team: a}', "{cpus: 1}"], {
    required: ["team"],
  });
  const proxy = await startProxy(apiUrl);
  const result = await validate(sample, proxy.url).finally(() => proxy.stop());
  expect(result.exitCode).toBe(1);
  const placed = result.annotations.map(({ level, message, file, line }) => [
    level,
    file,
    Number(line),
    message,
  ]);
  expect(placed).toEqual(
    expect.arrayContaining([
      ["error", "prefect.yaml", 18, expect.stringMatching(/job variable cpu: it must be integer/)],
      ["warning", "prefect.yaml", 19, expect.stringMatching(/requires the job variable team/)],
      [
        "warning",
        "prefect.yaml",
        23,
        expect.stringMatching(/declares no job variable cpus.*Did you mean cpu\?/),
      ],
    ]),
  );
  expect(result.outputs).toEqual({ checked: "[]", problems: "1" });
  expect(proxy.writes()).toEqual([]);
  // Without asking the server nothing of it can be told.
  expect(await validate(sample, proxy.url, { against: "files" })).toMatchObject({
    exitCode: 0,
    annotations: [],
  });
});

test("a missing work pool, block or variable is told with its line", async () => {
  const variable = uniqueName("absent").replaceAll("-", "_");
  const sample = await withJobVariables([`{memory: "{{ prefect.blocks.secret.${variable} }}"}`], null);
  const args = ["validate", "--against", "server", "--prefect-api-url", apiUrl, "--json"];
  const { exitCode, stdout } = await runCli(args, { cwd: sample.repository.root });
  expect(exitCode).toBe(1);
  const { faults } = json(stdout);
  expect(faults).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(variable),
      location: expect.objectContaining({ file: "prefect.yaml", line: 13 }),
    }),
  ]);
  const poolless = await withJobVariables(["{cpu: 1}"], null);
  const missing = await runCli(args, { cwd: poolless.repository.root });
  expect(json(missing.stdout).faults).toEqual([
    expect.objectContaining({ message: expect.stringContaining(`work pool "${poolless.workPool}"`) }),
  ]);
});

test("the doctor's findings are warnings, or fail the job, and stand in the summary; nothing is written", async () => {
  const sample = await withJobVariables(["{cpu: 1, team: a}"], {});
  await sample.repository.commit({
    ".github/workflows/prefect.yml":
      "on: {push: {branches: [main]}}\njobs: {a: {uses: prefect-cicd/prefect-cicd/.github/workflows/prefect-deployments.yml@RELEASE_COMMIT}}\n",
  });
  const proxy = await startProxy(apiUrl);
  const off = await validate(sample, proxy.url);
  expect(off.exitCode).toBe(0);
  expect(off.summary).not.toContain("Setup");
  const warned = await validate(sample, proxy.url, { doctor: "warn" });
  expect(warned.exitCode).toBe(0);
  const texts = (result: typeof warned, level: string) =>
    result.annotations.filter((one) => one.level === level).map(({ message }) => message);
  expect(texts(warned, "warning")).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`No worker of the work pool ${sample.workPool} is online`),
      expect.stringContaining("It names this suite by RELEASE_COMMIT, which is no commit."),
    ]),
  );
  expect(warned.summary).toMatch(/\*\*Setup:\*\* \d+ problems/);
  expect(warned.summary).toContain("prefect worker start --pool");
  const failed = await validate(sample, proxy.url, { doctor: "fail" }).finally(() => proxy.stop());
  expect(failed.exitCode).toBe(1);
  expect(texts(failed, "error")).toEqual(
    expect.arrayContaining([expect.stringContaining("No worker of the work pool")]),
  );
  // What it asks to be changed is not there.
  const written = proxy
    .writes()
    .map(({ method, path, status }) => [method, path.replaceAll(/[0-9a-f-]{36}/g, "ID"), status].join(" "));
  expect(new Set(written)).toEqual(
    new Set(
      ["deployments/ID", "variables/name/doctor_ID", "automations/ID"].map(
        (path) => `PATCH /api/${path} 404`,
      ),
    ),
  );
});
