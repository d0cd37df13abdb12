import { FaultError, formatFault } from "#diagnostics";
import { type BuildContext, buildDesiredDeployment, duplicateFaults, readProject } from "../src/index.ts";
import { build, built, FLOW, faultsOf } from "./build-definition.ts";
import { ENVIRONMENT } from "./built-environment.ts";
import { contextOf } from "./environment-context.ts";
import { treeOf } from "./folder-tree.ts";

test("a deployment of a folder stores its entry point as written, and works in the folder", async () => {
  const text = "deployments: [{name: a, entrypoint: 'a.py:a', work_pool: {name: pool}}]";
  const tree = treeOf({ "team/prefect.yaml": text, "team/a.py": "" });
  const { definitions } = await readProject(tree, { prefectFiles: ["team/prefect.yaml"] });
  const [definition] = definitions;
  if (!definition) throw new Error("No deployment was read.");
  const asked: string[] = [];
  const context = contextOf(ENVIRONMENT, undefined);
  const { deployment } = await buildDesiredDeployment(definition, {
    ...context,
    readFlow(entrypoint) {
      asked.push(entrypoint);
      return context.readFlow(entrypoint);
    },
  });
  expect(asked).toEqual(["team/a.py:a"]);
  expect(deployment?.fields).toMatchObject({
    entrypoint: "a.py:a",
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/work/team" } }],
  });
});

describe("overrides", () => {
  test("tags are added, job variables merged, pool and queue replaced", async () => {
    const { fields } = await built("tags: [x, y]", {
      overrides: {
        tags: ["y", "pr-7"],
        jobVariables: { env: { B: "3", C: "4" }, image: "other" },
        workPool: "dev",
        workQueue: "fast",
      },
    });
    expect(fields).toMatchObject({
      tags: ["x", "y", "pr-7"],
      job_variables: { env: { A: "1", B: "3", C: "4" }, image: "other" },
      work_pool_name: "dev",
      work_queue_name: "fast",
    });
  });

  test("a name prefix is made safe, and goes into the names of automations", async () => {
    const hostile = 'feature/x & <y>%\n"$(id)" ::set-output 😀 ';
    const desired = await built("triggers: [{}, {name: own}]", { overrides: { namePrefix: hostile } });
    expect(desired.name).toBe('feature-x-y-"$(id)"-::set-output-😀-a');
    expect(desired.key).toBe(`flow/${desired.name}`);
    expect(desired.automations.map(({ name }) => name)).toEqual([`${desired.name}__automation_1`, "own"]);
  });

  test.each([
    ["as-declared", [true, false]],
    ["active", [true, true]],
    ["paused", [false, false]],
  ] as const)("schedules %s", async (schedules, active) => {
    const desired = await built("schedules: [{cron: '@daily'}, {interval: 60, active: false}]", {
      overrides: { schedules },
    });
    expect(desired.schedules.map((schedule) => schedule.active)).toEqual(active);
  });
});

describe("build and push steps", () => {
  const steps =
    "build: [{docker: {id: image}}], version: '{{ image.tag }}', tags: ['t{{ image.tag }}', '{{ image.tag }}']";

  test("are a fault that says what to do", async () => {
    expect(await faultsOf(steps)).toEqual([
      "prefect.yaml:1:136: The build step docker is a Python function, which is not run here. " +
        "Build the image in a step of its own, or set build-steps to `run` (needs a Python with Prefect) or `ignore`.",
    ]);
  });

  test.each([
    [
      "push: [{prefect_aws.deployments.steps.push_to_s3: {bucket: b}}]",
      "push_to_s3",
      /^Copy the code there in a step/,
    ],
    [
      "push: [{prefect_gcp.deployments.steps.push_to_gcs: {bucket: b}}]",
      "push_to_gcs",
      /^Copy the code there/,
    ],
    [
      "push: [{prefect_azure.deployments.steps.push_to_azure_blob_storage: {}}]",
      "push_to_azure_blob_storage",
      /^Copy the code there/,
    ],
    [
      "push: [{prefect_docker.deployments.steps.push_docker_image: {}}]",
      "push_docker_image",
      /^Build the image/,
    ],
    [
      "build: [{prefect.deployments.steps.run_shell_script: {}}]",
      "run_shell_script",
      /^Do what it does in a step/,
    ],
  ])("are told what to do instead: %s", async (step, name, instead) => {
    const { faults } = await build(step);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toContain(` step ${name} is a Python function`);
    expect(faults[0]?.fix).toMatch(instead);
  });

  test("of several kinds are each told once, at the first of them", async () => {
    const push = "prefect_docker.deployments.steps.push_docker_image: {}";
    const s3 = "prefect_aws.deployments.steps.push_to_s3: {}";
    const { faults } = await build(`\npush: [{${push}},\n{${s3}},\n{${push}}]`);
    expect(faults.map(({ location }) => location?.line)).toEqual([2, 3]);
  });

  test("can be ignored, which a note says", async () => {
    const { notes, fields } = await built(steps, { buildSteps: "ignore", derivedVersion: "01234567" });
    expect(notes).toEqual([
      "Its build steps are not run.",
      "{{ image.tag }} is left out of version, since the steps that put it out are not run.",
      "{{ image.tag }} is left out of tags[0], since the steps that put it out are not run.",
      "{{ image.tag }} is left out of tags[1], since the steps that put it out are not run.",
    ]);
    expect(fields).toMatchObject({ version: "01234567", tags: ["t"] });
  });

  test("that were run elsewhere hand in their outputs", async () => {
    const { fields, notes } = await built(steps, { buildSteps: { image: { tag: "7" } } });
    expect(notes).toEqual([]);
    expect(fields).toMatchObject({ version: "7", tags: ["t7", "7"] });
  });
});

describe("what Prefect refuses, or takes to pieces", () => {
  test("every fault of a deployment is told at once", async () => {
    const faults = await faultsOf(
      "name: 'a/b', parameters: {limit: many}, concurrency_limit: 0, schedules: [{cron: bad}], sla: [{name: s, duration: 1}]",
    );
    expect(faults.map((fault) => fault.replace(/^prefect.yaml:\d+:\d+: /, "").split(". ")[0])).toEqual([
      "Service level agreements are not deployed here: they exist on Prefect Cloud only",
      "A server can't take a name with / in it",
      "A concurrency limit is a whole number greater than 0.",
      "The flow doesn't take this value of limit: it must be integer",
      'Prefect refuses the cron expression "bad"',
    ]);
  });

  test("a flow that can't be read is a fault at the entry point, or where the reading says", async () => {
    const readFlow = async () => {
      throw new FaultError([
        { code: "flow-missing", message: "No such function." },
        { code: "source-invalid", message: "Bad.", location: { file: "flows/a.py", line: 3 } },
      ]);
    };
    expect(await faultsOf("tags: []", { readFlow })).toEqual([
      "prefect.yaml:1:37: No such function.",
      "flows/a.py:3: Bad.",
    ]);
  });

  test("parameters need not be complete, and nothing is checked where the schema is not enforced", async () => {
    expect((await built("parameters: {}")).fields.parameters).toEqual({});
    expect(
      (await built("enforce_parameter_schema: false, parameters: {limit: many}")).fields.parameters,
    ).toEqual({
      limit: "many",
    });
  });

  test("an unknown variable is an empty text, a known null stays null, a missing block is a fault", async () => {
    const { fields } = await built(
      "enforce_parameter_schema: false, parameters: {a: '{{ prefect.variables.no }}', b: '{{ prefect.variables.nothing }}', c: 'x{{ prefect.variables.nothing }}', d: '{{ prefect.variables.list }}'}",
    );
    expect(fields.parameters).toEqual({ a: "", b: null, c: "xNone", d: [1, 2] });
    expect(await faultsOf("description: '{{ prefect.blocks.secret.no }}'")).toEqual([
      "prefect.yaml:1:141: The server has no block no of type secret.",
    ]);
  });
});

test("a default work pool fills in for a missing one, and only then", async () => {
  const env = { PREFECT_DEFAULT_WORK_POOL_NAME: "default-pool" };
  expect((await built("tags: []", { env })).fields.work_pool_name).toBe("pool");
  expect((await built("work_pool: {}", { env })).fields.work_pool_name).toBe("default-pool");
  expect(await faultsOf("work_pool: {}")).toEqual([
    "prefect.yaml:1:128: The deployment has no work pool. Write `work_pool: {name: ...}`, or name one for the whole run.",
  ]);
});

test("the version is the file's, else the commit's, else the flow's, else a hash", async () => {
  const context = { derivedVersion: "01234567", fileHash: async () => "hash" };
  const version = async (deployment: string, more: Partial<BuildContext> = {}) => {
    const { fields, versionIsDerived } = await built(deployment, { ...context, ...more });
    return [fields.version, versionIsDerived];
  };
  expect(await version("version: 'own'")).toEqual(["own", false]);
  expect(await version("version: '{{ $UNSET }}'")).toEqual(["01234567", true]);
  expect(await version("version_type: 'prefect:simple'")).toEqual([null, true]);
  const flow = { ...(await contextOf(ENVIRONMENT, FLOW).readFlow("flows/a.py:a")), files: ["flows/a.py"] };
  const readFlow = async () => flow;
  expect(await version("version_type: 'prefect:simple'", { readFlow })).toEqual(["hash", true]);
  expect(
    await version("tags: []", { derivedVersion: null, readFlow: async () => ({ ...flow, version: "7" }) }),
  ).toEqual(["7", false]);
});

test("two deployments of one name and flow are a fault at the second", async () => {
  const desired = await built("tags: []");
  const [fault] = duplicateFaults([desired, { ...desired, key: "flow/b" }, desired]);
  expect(fault && formatFault(fault)).toBe(
    "prefect.yaml:1:15: There are two deployments flow/a; the other one stands at prefect.yaml:1:15. Rename or remove one of them.",
  );
});
