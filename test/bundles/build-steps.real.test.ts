import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { runLocally } from "#command";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { prefectProgram, runBundle, sharedPrefectServer, uniqueName } from "#services";
import {
  type TemporaryRepository,
  temporaryRepository,
} from "../../packages/git/test/temporary-repository.ts";
import { flow } from "./platform.ts";

const { apiUrl, clientEnv } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

/** Two deployments that share the file's build steps, which count how often they run. */
async function platformWithSteps(script = "echo run >> runs.txt; echo registry.example/flows:7") {
  // Prefect starts each line of a step's script without a shell.
  const [name, workPool, variable] = [uniqueName("built"), uniqueName("pool"), uniqueName("team")];
  await prefect.workPools.create({ name: workPool, type: "docker" });
  await prefect.variables.set(variable, "data");
  const repository = await temporaryRepository();
  await repository.commit({
    ".gitignore": "runs.txt\n",
    "flows.py": flow(name),
    "build.sh": script,
    "prefect.yaml": `build:
  - prefect.deployments.steps.run_shell_script:
      id: image
      script: sh build.sh
push:
  - prefect.deployments.steps.run_shell_script:
      id: pushed
      script: echo {{ image.stdout }} for {{ prefect.variables.${variable} }}
pull:
  - prefect.deployments.steps.set_working_directory: {directory: /opt}
deployments:
  - {name: one, entrypoint: "flows.py:run", version: "1", work_pool: &pool {name: ${workPool}, job_variables: {image: "{{ image.stdout }}"}}}
  - {name: two, entrypoint: "flows.py:run", version: "1", description: "{{ pushed.stdout }}", work_pool: *pool}
`,
  });
  return { name, repository, variable };
}

async function apply({ root }: TemporaryRepository, inputs: Record<string, string>) {
  const python = await prefectProgram("python");
  return runBundle("apply-deployments", {
    inputs: { "prefect-api-url": apiUrl, "record-commit": "never", python, ...inputs },
    workspace: root,
  });
}

const runs = ({ root }: TemporaryRepository) => readFile(join(root, "runs.txt"), "utf8").catch(() => "");

async function stored(flowName: string) {
  const found = await prefect.deployments.findByNames([
    { flowName, name: "one" },
    { flowName, name: "two" },
  ]);
  return found
    .map(({ name, description, job_variables, tags, pull_steps, version }) => ({
      ...{ name, description, job_variables, tags, pull_steps, version },
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

test("steps run once, their outputs are filled in, and `prefect deploy` stores the same", async () => {
  const { name, repository } = await platformWithSteps();
  const { exitCode, log, annotations } = await apply(repository, { "build-steps": "run" });
  expect(annotations).toEqual([]);
  expect(exitCode).toBe(0);
  expect(log).toContain("registry.example/flows:7 for data");
  expect(await runs(repository)).toBe("run\n");
  const ours = await stored(name);
  expect(ours.map(({ job_variables }) => job_variables)).toEqual([
    { image: "registry.example/flows:7" },
    { image: "registry.example/flows:7" },
  ]);
  expect(ours[1]?.description).toBe("registry.example/flows:7 for data");

  const program = await prefectProgram("prefect");
  const theirs = await runLocally(program, ["--no-prompt", "deploy", "--all"], {
    cwd: repository.root,
    env: clientEnv,
  });
  expect(theirs.exitCode).toBe(0);
  expect(await runs(repository)).toBe("run\n".repeat(3));
  expect(await stored(name)).toEqual(ours);
});

test("a plan runs no steps, and says so", async () => {
  const { name, repository } = await platformWithSteps();
  const { exitCode, log } = await apply(repository, { "build-steps": "run", "plan-only": "true" });
  expect(exitCode).toBe(0);
  expect(log).toContain("build steps run when it is applied");
  expect(await runs(repository)).toBe("");
  expect(await stored(name)).toEqual([]);
});

test("nothing is applied where a step fails, and the fault says which", async () => {
  const { name, repository } = await platformWithSteps("echo about to fail; exit 3");
  const { exitCode, annotations } = await apply(repository, { "build-steps": "run" });
  expect(exitCode).toBe(1);
  expect(annotations).toMatchObject([
    {
      level: "error",
      message: expect.stringMatching(/run_shell_script.*error code 3/s),
      file: "prefect.yaml",
    },
  ]);
  expect(await stored(name)).toEqual([]);
});

test("steps are not run where something else speaks against applying", async () => {
  const { repository } = await platformWithSteps();
  const { exitCode, annotations } = await apply(repository, {
    "build-steps": "run",
    "work-pool": "no-such-pool",
  });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain("no-such-pool");
  expect(await runs(repository)).toBe("");
});

test("without being told, steps are refused with what to do", async () => {
  const { repository } = await platformWithSteps();
  const { exitCode, annotations } = await apply(repository, {});
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain("build-steps to `run`");
});
