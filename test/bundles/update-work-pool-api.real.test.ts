import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runLocally } from "#command";
import { silentReporter } from "#diagnostics";
import type { JsonObject } from "#json";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import { readDeployedCommits } from "#server-records";
import {
  freePort,
  prefectProgram,
  runBundle,
  Server,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import { temporaryRepository } from "../../packages/git/test/temporary-repository.ts";
import { kubernetesTemplate, processTemplate } from "./work-pool-templates.ts";

const { apiUrl, clientEnv } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prefect-cicd-work-pool-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (inputs: Record<string, string>, workspace = folder) =>
  runBundle("update-work-pool", { inputs: { mode: "api", "prefect-api-url": apiUrl, ...inputs }, workspace });

async function makePool(template: JsonObject = processTemplate("acme/flows:1"), type = "process") {
  return (await prefect.workPools.create({ name: uniqueName("pool"), type, base_job_template: template }))
    .name;
}

const templateOf = async (pool: string) => (await prefect.workPools.find(pool))?.base_job_template;

async function writeTemplate(template: unknown): Promise<string> {
  const file = `${uniqueName("template")}.json`;
  await writeFile(join(folder, file), typeof template === "string" ? template : JSON.stringify(template));
  return file;
}

test("gives the pool's template a new image and says so, the second time without a write", async () => {
  const pool = await makePool();
  const first = await run({ "work-pool": pool, image: "acme/flows:2" });
  expect(first.log).toContain("acme/flows:2");
  expect(first.exitCode).toBe(0);
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
  expect(first.outputs).toMatchObject({
    changed: "true",
    image: "acme/flows:2",
    "previous-image": "acme/flows:1",
    "work-pool": pool,
    revision: "",
  });
  expect(JSON.parse(first.outputs.diff ?? "")).toEqual([
    { path: "variables.properties.image.default", before: "acme/flows:1", after: "acme/flows:2" },
  ]);
  expect(first.summary).toContain("**Image:**");

  const proxy = await startProxy(apiUrl);
  try {
    const again = await run({ "work-pool": pool, image: "acme/flows:2", "prefect-api-url": proxy.url });
    expect(again.outputs).toMatchObject({ changed: "false", diff: "[]" });
    expect(proxy.writes()).toEqual([]);
  } finally {
    await proxy.stop();
  }
});

test("puts the image wherever the placeholder stands in a given template, for any type of pool", async () => {
  const pool = await makePool(kubernetesTemplate("old:1"), "kubernetes");
  const template = kubernetesTemplate("DEFAULT_FLOW_IMAGE") as { job_configuration: JsonObject };
  template.job_configuration.labels = { image: "docker://DEFAULT_FLOW_IMAGE", other: "DEFAULT_FLOW_IMAGE_2" };
  const file = await writeTemplate(template);
  const { exitCode, outputs } = await run({
    "work-pool": pool,
    image: "ghcr.io/acme/flows:2@sha256:".padEnd(92, "a"),
    "base-job-template": file,
  });
  expect(exitCode).toBe(0);
  const image = "ghcr.io/acme/flows:2@sha256:".padEnd(92, "a");
  const expected = kubernetesTemplate(image) as { job_configuration: JsonObject };
  expected.job_configuration.labels = { image: `docker://${image}`, other: "DEFAULT_FLOW_IMAGE_2" };
  expect(await templateOf(pool)).toEqual(expected);
  expect(outputs["previous-image"]).toBe("old:1");
  expect(await readFile(join(folder, file), "utf8")).toBe(JSON.stringify(template));
});

test("plan-only shows the change and sends nothing", async () => {
  const pool = await makePool();
  const proxy = await startProxy(apiUrl);
  try {
    const { outputs, summary } = await run({
      "work-pool": pool,
      image: "acme/flows:2",
      "plan-only": "true",
      "temporary-for": "pr-1",
      "prefect-api-url": proxy.url,
    });
    expect(outputs).toMatchObject({ changed: "true", image: "acme/flows:2" });
    expect(summary).toMatch(/would change/);
    expect(proxy.writes()).toEqual([]);
  } finally {
    await proxy.stop();
  }
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
});

test("secrets that a change takes out of the template are shown nowhere", async () => {
  const secrets = ["tok-4711-of-the-template", "hunter2-hunter2"];
  const template = processTemplate("acme/flows:1") as { variables: { properties: JsonObject } };
  template.variables.properties.api_token = { type: "string", title: "API token", default: secrets[0] ?? "" };
  template.variables.properties.env = { type: "object", default: { DB_PASSWORD: secrets[1] ?? "" } };
  const pool = await makePool(template);
  const file = await writeTemplate(processTemplate("acme/flows:2"));
  for (const planOnly of ["true", "false"]) {
    const { exitCode, log, summary, outputs } = await run({
      "work-pool": pool,
      "base-job-template": file,
      "plan-only": planOnly,
    });
    expect(exitCode).toBe(0);
    for (const text of [log, summary, JSON.stringify(outputs)]) {
      expect(text).toMatch(/variables\.properties\.env\.default\.DB(_|&#95;)PASSWORD/);
      expect(text).toContain("API token");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
    expect(JSON.parse(outputs.diff ?? "")).toEqual(
      expect.arrayContaining([
        {
          path: "variables.properties.api_token",
          before: { type: "string", title: "API token", default: "***" },
        },
        { path: "variables.properties.env.default.DB_PASSWORD", before: "***" },
      ]),
    );
  }
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
});

test("makes a missing pool only when asked, and takes the given type", async () => {
  const pool = uniqueName("pool");
  const file = await writeTemplate(processTemplate("DEFAULT_FLOW_IMAGE"));
  const inputs = { "work-pool": pool, image: "acme/flows:1", "base-job-template": file };
  const refused = await run(inputs);
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations[0]?.message).toContain(`There is no work pool ${pool}.`);
  const made = await run({ ...inputs, "create-work-pool": "true", "work-pool-type": "process" });
  expect(made.exitCode).toBe(0);
  expect(await prefect.workPools.find(pool)).toMatchObject({
    type: "process",
    base_job_template: processTemplate("acme/flows:1"),
  });
});

test("makes a missing pool of its type's own template, as Prefect's command line does", async () => {
  const [ours, theirs] = [uniqueName("pool"), uniqueName("pool")];
  const inputs = { "work-pool": ours, "create-work-pool": "true" };
  const untyped = await run(inputs);
  expect(untyped.annotations[0]?.message).toContain("no type is given to make it of");
  const unknown = await run({ ...inputs, "work-pool-type": "kubernets" });
  expect(unknown.annotations[0]?.message).toMatch(/type kubernets\..* kubernetes, /);

  // Of a worker that is installed beside it, Prefect's command line asks that one; of all others the server.
  const typed = { ...inputs, "work-pool-type": "kubernetes" };
  const planned = await run({ ...typed, "plan-only": "true" });
  expect(planned.outputs.changed).toBe("true");
  expect(await templateOf(ours)).toBeUndefined();
  expect((await run(typed)).exitCode).toBe(0);
  const prefectCommand = await prefectProgram("prefect");
  await runLocally(prefectCommand, ["work-pool", "create", theirs, "--type", "kubernetes"], {
    env: clientEnv,
  });
  expect(await templateOf(ours)).toEqual(await templateOf(theirs));

  const proxy = await startProxy(apiUrl);
  try {
    const again = await run({ ...typed, "prefect-api-url": proxy.url });
    expect([again.exitCode, again.outputs.changed]).toEqual([0, "false"]);
    expect(proxy.writes()).toEqual([]);
  } finally {
    await proxy.stop();
  }
});

test("makes a pool of every type that the server knows, with its image where it has one", async () => {
  const templates = await prefect.workerTypes.defaultTemplates();
  expect([...templates.keys()]).toEqual(expect.arrayContaining(["process", "kubernetes", "docker", "ecs"]));
  for (const [type, template] of templates) {
    const pool = uniqueName("pool");
    const { variables } = template as { variables: { properties: JsonObject } };
    const hasImage = "image" in variables.properties;
    const image: Record<string, string> = hasImage ? { image: "acme/flows:1" } : {};
    const made = await run({
      "work-pool": pool,
      "create-work-pool": "true",
      "work-pool-type": type,
      ...image,
    });
    expect([type, made.annotations]).toEqual([type, []]);
    expect(await prefect.workPools.find(pool)).toMatchObject({ type, base_job_template: { variables: {} } });
    expect(made.outputs.image).toBe(image.image ?? "");
  }
});

test("defaults that don't fit are told before a pool is made with them, and not shown", async () => {
  const template = processTemplate("acme/flows:1") as { variables: { properties: JsonObject } };
  template.variables.properties.pin = { type: "integer", default: "tok-4711-of-the-template" };
  const file = await writeTemplate(template);
  const made = { "create-work-pool": "true", "work-pool-type": "process", "base-job-template": file };
  const { exitCode, log, annotations } = await run({ "work-pool": uniqueName("pool"), ...made });
  expect(exitCode).toBe(1);
  expect(annotations[0]).toMatchObject({
    message: expect.stringContaining("default of pin must be integer"),
    file,
  });
  expect(log).not.toContain("tok-4711");
});

test("checks everything before anything is touched, and tells all of it at once", async () => {
  const pool = await makePool(kubernetesTemplate("old:1"), "kubernetes");
  const broken = kubernetesTemplate("DEFAULT_FLOW_IMAGE") as Record<string, JsonObject>;
  (broken.variables as JsonObject).properties = { image: { type: "text" } };
  (broken.job_configuration as JsonObject).job_manifest = { apiVersion: "batch/v1", kind: "Pod", spec: {} };
  const messages = async (inputs: Record<string, string>) => {
    const { exitCode, annotations } = await run({ "work-pool": pool, ...inputs });
    expect(exitCode).toBe(1);
    return annotations.map(({ message, file, line }) => ({ message, file, line }));
  };
  const file = await writeTemplate(broken);
  const found = await messages({ image: "acme/flows:2", "base-job-template": file });
  for (const part of [
    "properties.image.type must be equal to one of the allowed values",
    "{{ name }} and declares no variable",
    '`job_configuration.job_manifest.kind` is "Pod"',
    "`job_configuration.job_manifest.spec.template` is missing",
  ]) {
    expect(found).toContainEqual({ message: expect.stringContaining(part), file, line: undefined });
  }
  const unquoted = await writeTemplate('{\n  "variables": {"image": DEFAULT_FLOW_IMAGE}\n}');
  expect((await messages({ image: "a:1", "base-job-template": unquoted }))[0]?.message).toMatch(
    /no JSON.*has to stand within quotes/,
  );
  expect((await messages({ image: "acme/flows:a b" }))[0]?.message).toContain("can't name an image");
  expect((await messages({ image: "a:1", "work-pool-type": "ecs" }))[0]?.message).toContain(
    "is of type kubernetes, not ecs",
  );
  expect((await messages({}))[0]?.message).toContain("Neither an image nor a template is given");
  expect(await templateOf(pool)).toEqual(kubernetesTemplate("old:1"));
});

test("lists live deployments whose job variables the new template no longer takes, as asked", async () => {
  const pool = await makePool();
  const flow = await prefect.flows.ensure(uniqueName("flow"));
  const deploy = (name: string, job_variables: JsonObject) =>
    prefect.deployments.create({
      name,
      flow_id: flow.id,
      entrypoint: "a.py:a",
      work_pool_name: pool,
      job_variables,
    });
  await deploy("fits", { memory: 128, env: { A: "1" } });
  const wrong = await deploy("wrong", { memory: 128, labels: { team: "data" } });
  const next = processTemplate("acme/flows:2") as { variables: { properties: JsonObject } };
  next.variables.properties.memory = { type: "integer", default: 512, minimum: 100 };
  delete next.variables.properties.labels;
  const file = await writeTemplate(next);
  const refused = await run({
    "work-pool": pool,
    "base-job-template": file,
    "on-rejected-job-variables": "error",
  });
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(new RegExp(`^${wrong.key}: .*labels is not declared and has no effect`)),
  ]);
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
  const warned = await run({ "work-pool": pool, "base-job-template": file });
  expect(warned.exitCode).toBe(0);
  expect(warned.annotations).toEqual([expect.objectContaining({ level: "warning" })]);
  expect(warned.summary).toContain("Job variables that the new template does not take");
  expect(await templateOf(pool)).toEqual(next);
});

test("restore puts back what was before, once, whoever changed it how often", async () => {
  const pool = await makePool();
  const first = processTemplate("acme/flows:1");
  const change = (image: string, owner: string) => run({ "work-pool": pool, image, "temporary-for": owner });
  const restore = (owner: string) => run({ "work-pool": pool, restore: "true", "temporary-for": owner });
  await change("acme/flows:pr-1-a", "pr-1");
  await change("acme/flows:pr-1-b", "pr-1");
  const back = await restore("pr-1");
  expect(back.outputs).toMatchObject({
    changed: "true",
    image: "acme/flows:1",
    "previous-image": "acme/flows:pr-1-b",
  });
  expect(await templateOf(pool)).toEqual(first);
  expect((await restore("pr-1")).outputs).toMatchObject({ changed: "false" });

  await change("acme/flows:pr-1-c", "pr-1");
  await change("acme/flows:pr-2-a", "pr-2");
  const other = await restore("pr-1");
  expect(other.exitCode).toBe(0);
  expect(other.outputs.changed).toBe("false");
  expect(other.log).toContain("pr-2 has changed the template since");
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:pr-2-a"));
  await restore("pr-2");
  expect(await templateOf(pool)).toEqual(first);

  await change("acme/flows:pr-3", "pr-3");
  await prefect.workPools.update(pool, { base_job_template: processTemplate("by-hand:1") });
  const since = await restore("pr-3");
  expect(since.log).toContain("somebody else has changed the template since");
  expect((await restore("pr-3")).log).toContain("nothing is recorded");
  expect(await templateOf(pool)).toEqual(processTemplate("by-hand:1"));
});

test("an image that is to stay goes into the lasting template, and outlives a restore", async () => {
  const pool = await makePool();
  const file = await writeTemplate(processTemplate("acme/flows:pr-1", "of the pull request"));
  await run({ "work-pool": pool, "base-job-template": file, "temporary-for": "pr-1" });
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:pr-1", "of the pull request"));
  await run({ "work-pool": pool, image: "acme/flows:2" });
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
  const back = await run({ "work-pool": pool, restore: "true", "temporary-for": "pr-1" });
  expect(back.outputs).toMatchObject({ changed: "false", image: "acme/flows:2" });
});

test("a commit older than the recorded one is refused, unless that is allowed", async () => {
  const pool = await makePool();
  const repository = await temporaryRepository();
  const [older, newer] = [await repository.commit({ a: "1" }), await repository.commit({ a: "2" })];
  const update = (commit: string, image: string, more: Record<string, string> = {}) =>
    run({ "work-pool": pool, image, commit, ...more }, repository.root);
  expect((await update(newer, "acme/flows:2")).exitCode).toBe(0);
  // What the pool was given stands beside the commit.
  const target = { repository: "https://github.example/acme/platform", workPool: pool };
  expect((await readDeployedCommits(prefect, target, silentReporter))?.latest).toMatchObject({
    commit: newer,
    image: "acme/flows:2",
    template: processTemplate("acme/flows:2"),
  });
  const refused = await update(older, "acme/flows:1");
  expect(refused.exitCode).toBe(1);
  expect(refused.annotations[0]?.message).toContain("is older than");
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:2"));
  expect((await update(newer, "acme/flows:3")).exitCode).toBe(0);
  expect((await update(older, "acme/flows:1", { "allow-older": "true" })).exitCode).toBe(0);
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));
  const absent = await update("0".repeat(40), "acme/flows:4");
  expect(absent.annotations[0]?.message).toContain("is not in the checked-out repository");
  const both = await update(newer, "acme/flows:4", { "temporary-for": "pr-1" });
  expect(both.annotations[0]?.message).toContain("can't be combined with `temporary-for`");
});

test("a large template is put back whole", async () => {
  const large = processTemplate("acme/flows:1");
  // Random text, so that it does not shrink into one variable.
  large.notes = Array.from({ length: 400 }, () => crypto.randomUUID());
  const pool = await makePool(large);
  await run({ "work-pool": pool, image: "acme/flows:pr-1", "temporary-for": "pr-1" });
  expect(await templateOf(pool)).not.toEqual(large);
  await run({ "work-pool": pool, restore: "true", "temporary-for": "pr-1" });
  expect(await templateOf(pool)).toEqual(large);
});

test("of two updates at once one is there afterwards, whole", async () => {
  const pool = await makePool();
  const files = await Promise.all(
    ["a", "b"].map((letter) => writeTemplate(processTemplate("DEFAULT_FLOW_IMAGE", letter))),
  );
  const results = await Promise.all(
    files.map((file, index) =>
      run({ "work-pool": pool, image: `acme/flows:${index}`, "base-job-template": file }),
    ),
  );
  expect(results.some(({ exitCode }) => exitCode === 0)).toBe(true);
  expect([processTemplate("acme/flows:0", "a"), processTemplate("acme/flows:1", "b")]).toContainEqual(
    await templateOf(pool),
  );
});

test("a paused pool, an unreachable server and nobody at work are clear errors", async () => {
  const pool = await makePool();
  const none = await run({
    "work-pool": pool,
    image: "acme/flows:2",
    "wait-for-worker": "true",
    timeout: "1",
  });
  expect(none.exitCode).toBe(1);
  expect(none.annotations[0]?.message).toMatch(/No worker .* came online in time; it has never had a worker/);
  expect(none.annotations[0]?.message).toContain("The pool's template was put back.");
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));

  await prefect.workPools.update(pool, { is_paused: true });
  const paused = await run({ "work-pool": pool, image: "acme/flows:2", "wait-for-worker": "true" });
  expect(paused.annotations[0]?.message).toContain("is paused");
  expect(await templateOf(pool)).toEqual(processTemplate("acme/flows:1"));

  const nobody = await run({
    "work-pool": pool,
    image: "acme/flows:2",
    "prefect-api-url": `http://127.0.0.1:${await freePort()}/api`,
  });
  expect(nobody.exitCode).toBe(1);
  expect(nobody.annotations[0]?.message).toContain("Nothing listens");
});

test("a running worker picks the change up, and the next run has the new default", async () => {
  const pool = await makePool(processTemplate("acme/flows:1", "old"));
  await writeFile(
    join(folder, "greet.py"),
    [
      "import os",
      "from pathlib import Path",
      "from prefect import flow",
      "@flow",
      "def greet():",
      '    Path("greeting.txt").write_text(os.environ["GREETING"])',
      "",
    ].join("\n"),
  );
  const flow = await prefect.flows.ensure("greet");
  const live = await prefect.deployments.create({
    name: uniqueName("greet"),
    flow_id: flow.id,
    entrypoint: "greet.py:greet",
    work_pool_name: pool,
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: folder } }],
  });
  const environment = {
    ...clientEnv,
    PREFECT_WORKER_HEARTBEAT_SECONDS: "3",
    PREFECT_WORKER_QUERY_SECONDS: "1",
  };
  const worker = await Server.start(
    await prefectProgram("prefect"),
    ["worker", "start", "--pool", pool, "--type", "process", "--name", "fixed"],
    { env: environment },
  );
  try {
    await worker.waitUntil(async () => (await prefect.workPools.workers(pool)).length > 0, 60);
    const file = await writeTemplate(processTemplate("DEFAULT_FLOW_IMAGE", "new"));
    const { exitCode, outputs, log } = await run({
      "work-pool": pool,
      image: "acme/flows:2",
      "base-job-template": file,
      "wait-for-worker": "true",
      timeout: "60",
    });
    expect(log).toContain("The worker fixed is online");
    expect(exitCode).toBe(0);
    expect(outputs["worker-online"]).toBe("fixed");
    await fetch(`${apiUrl}/deployments/${live.id}/create_flow_run`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ state: { type: "SCHEDULED" } }),
    });
    const greeting = join(folder, "greeting.txt");
    await worker.waitUntil(async () => (await readFile(greeting, "utf8")) === "new", 60);
  } finally {
    await worker.stop();
  }
});
