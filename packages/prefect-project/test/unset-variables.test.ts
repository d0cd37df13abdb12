import { type Fault, formatFault } from "#diagnostics";
import type { BuildContext } from "../src/index.ts";
import { build, built } from "./build-definition.ts";

type Unset = BuildContext["unsetVariables"];

async function told(deployment: string, unsetVariables: Unset, context: Partial<BuildContext> = {}) {
  const { deployment: desired, faults, warnings } = await build(deployment, { ...context, unsetVariables });
  return { desired, faults: faults.map(formatFault), warnings: warnings.map(formatFault) };
}

/** Where the first of a text stands in the one-line file of the test. */
async function columnOf(deployment: string, text: string): Promise<number> {
  const { faults } = await build(`${deployment}, concurrency_limit: 0`);
  const [limit] = faults as [Fault];
  const start = (limit.location?.column ?? 0) - `${deployment}, concurrency_limit: `.length;
  return start + deployment.indexOf(text);
}

const OTHERWISE = "Or set unset-variables to warn or empty.";

describe.each([
  ["name: 'x-{{ $NOPE }}'", "'x-", "The environment variable NOPE is not set: name is stored without it."],
  [
    "description: '{{ $UNSET }}'",
    "'{{",
    "The environment variable UNSET is not set: description is stored without it.",
  ],
  [
    "parameters: {tags: [{b: 'x{{ $UNSET }}'}]}",
    "'x{{",
    "The environment variable UNSET is not set: parameters.tags[0].b is stored without it.",
  ],
  [
    "schedules: [{cron: '{{ $CRON }}'}]",
    "'{{",
    "The environment variable CRON is not set: schedules[0].cron is stored without it.",
  ],
  [
    "triggers: [{name: 'on-{{ $UNSET }}', parameters: {limit: '{{ event.id }}'}}]",
    "'on",
    "The environment variable UNSET is not set: triggers[0].name is stored without it.",
  ],
  ["tags: ['{{ build.tag }}']", "'{{", "Nothing fills {{ build.tag }}: tags[0] is stored without it."],
  [
    "description: 'in {{ prefect.variables.nowhere }}'",
    "'in",
    "The server has no variable for {{ prefect.variables.nowhere }}: description is stored without it.",
  ],
])("what nothing fills in %s", (deployment, text, message) => {
  const place = async () => `prefect.yaml:1:${await columnOf(deployment, text)}: ${message}`;

  test("is one fault with its place", async () => {
    const { desired, faults, warnings } = await told(deployment, "error");
    expect(desired).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining(await place())]);
    expect(faults[0]).toContain(OTHERWISE);
    expect(warnings).toEqual([]);
  });

  test("is a warning with the same place", async () => {
    const { warnings } = await told(deployment, "warn");
    expect(warnings).toEqual([expect.stringContaining(await place())]);
    expect(warnings[0]).not.toContain(OTHERWISE);
  });

  test("is not spoken of where Prefect's way is wanted", async () => {
    const { warnings } = await told(deployment, "empty");
    expect(warnings).toEqual([]);
  });
});

test("an image and an environment that lack a part are told at their own lines", async () => {
  const deployment = `description: d,
  work_pool: {name: pool, job_variables: {
    image: "r/x:{{ build.tag }}",
    env: {A: "{{ $UNSET }}"}}}`;
  const { faults } = await told(deployment, "error");
  expect(faults.map((fault) => fault.split(" is stored")[0])).toEqual([
    "prefect.yaml:3:12: Nothing fills {{ build.tag }}: work_pool.job_variables.image",
    "prefect.yaml:4:14: The environment variable UNSET is not set: work_pool.job_variables.env.A",
  ]);
  const { desired } = await told(deployment, "warn");
  expect(desired?.fields.job_variables).toEqual({ image: "r/x:", env: { A: "" } });
});

test("two in one text are both told", async () => {
  const { faults } = await told("description: '{{ $ONE }} {{ $TWO }}'", "error");
  expect(faults).toEqual([
    expect.stringContaining("ONE is not set"),
    expect.stringContaining("TWO is not set"),
  ]);
});

test("what is filled, what a run fills itself, and what is set on top are none of it", async () => {
  const deployment = `tags: ['{{ $NAME }}', '{{ NAME }}'], description: '{{ ctx.flow_run.id }}',
    work_pool: {name: '{{ $POOL }}', work_queue_name: '{{ $QUEUE }}', job_variables: {image: '{{ $IMAGE }}', env: {A: '{{ $A }}'}}}`;
  const overrides = { workPool: "dev", workQueue: "fast", jobVariables: { image: "r/x:1", env: { A: "a" } } };
  const { faults, desired } = await told(deployment, "error", { overrides });
  expect(faults).toEqual([]);
  expect(desired?.fields).toMatchObject({ tags: ["named", "named"], work_pool_name: "dev" });
  const { faults: bare } = await told(deployment, "error");
  expect(bare).toHaveLength(4);
});

test("a placeholder out of a block's value is told without a word of it", async () => {
  const { faults } = await told("parameters: {dsn: '{{ prefect.blocks.secret.odd }}'}", "error", {
    templates: {
      readBlock: async () => ({ data: { value: "pass{{ s3cret }}word" } }),
      readBlockById: async () => undefined,
      readVariable: async () => undefined,
    },
  });
  expect(faults).toEqual([expect.stringMatching(/A block or a variable brings in a placeholder/)]);
  expect(faults[0]).not.toContain("s3cret");
});

describe("outputs of build and push steps", () => {
  const deployment = "build: [{docker: {id: image}}], description: 'of {{ image.tag }}'";

  test("are governed by build-steps, whatever unset variables are", async () => {
    const { faults } = await told(deployment, "error");
    expect(faults).toEqual([expect.stringMatching(/The build step docker is a Python function/)]);
    const ignored = await told(deployment, "error", { buildSteps: "ignore" });
    expect(ignored.faults).toEqual([]);
    expect(ignored.desired?.notes).toEqual([
      "Its build steps are not run.",
      "{{ image.tag }} is left out of description, since the steps that put it out are not run.",
    ]);
    expect((await told(deployment, "error", { buildSteps: "run" })).faults).toEqual([]);
  });

  test("that the steps didn't put out are unset", async () => {
    const { faults } = await told(deployment, "error", { buildSteps: { image: { digest: "1" } } });
    expect(faults).toEqual([expect.stringMatching(/Nothing fills \{\{ image\.tag \}\}/)]);
    expect((await told(deployment, "error", { buildSteps: { image: { tag: "1" } } })).faults).toEqual([]);
  });
});

describe("variables in pull steps", () => {
  const GIT_CLONE = "prefect.deployments.steps.git_clone";
  const pull = `pull: [{${GIT_CLONE}: {repository: r, access_token: '{{ $TOKEN }}'}}]`;

  test("that are not set are left to the worker, with a note and never a fault", async () => {
    const { fields, notes } = await built(pull, { unsetVariables: "error" });
    expect(fields.pull_steps).toEqual([{ [GIT_CLONE]: { repository: "r", access_token: "{{ $TOKEN }}" } }]);
    expect(notes).toEqual(["Its pull steps take TOKEN from the worker: it is not set here."]);
  });

  test("that are set are told of by name, since their values are stored in clear", async () => {
    const { desired, warnings } = await told(pull, "error", { env: { TOKEN: "s3cret" } });
    expect(desired?.fields.pull_steps).toEqual([
      { [GIT_CLONE]: { repository: "r", access_token: "s3cret" } },
    ]);
    expect(warnings).toEqual([
      `prefect.yaml:1:${await columnOf(pull, "'{{")}: The value of TOKEN is stored in clear in the deployment's pull steps, since it is set here. ` +
        "Take a secret from a block, as in {{ prefect.blocks.secret.name }}, or leave the variable to the worker.",
    ]);
  });

  test("of the file are told once, at the file's line", async () => {
    const rest = `pull:\n  - ${GIT_CLONE}: {repository: r, access_token: '{{ $TOKEN }}'}\n`;
    const { warnings } = await build("tags: []", { env: { TOKEN: "s3cret" } }, rest);
    expect(warnings.map(({ location }) => location)).toEqual([{ file: "prefect.yaml", line: 3, column: 72 }]);
  });
});
