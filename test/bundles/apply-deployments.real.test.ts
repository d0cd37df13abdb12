import { readFile } from "node:fs/promises";
import { connectionFromInputs, PrefectClient } from "#prefect-api";
import {
  prefectProgram,
  type RecordedRequest,
  runBundle,
  type StepOptions,
  sharedPrefectServer,
  startProxy,
  uniqueName,
} from "#services";
import {
  flow,
  json,
  martsHourly,
  ordersDaily,
  type Platform,
  platform,
  pullRequest,
  push,
} from "./platform.ts";

const { apiUrl } = sharedPrefectServer();
const prefect = new PrefectClient(connectionFromInputs({ apiUrl }));

async function samplePlatform(): Promise<Platform> {
  const sample = await platform();
  await prefect.workPools.create({ name: sample.workPool, type: "process" });
  return sample;
}

function apply(sample: Platform, inputs: Record<string, string> = {}, options: Partial<StepOptions> = {}) {
  return runBundle("apply-deployments", {
    inputs: { "prefect-api-url": apiUrl, ...inputs },
    workspace: sample.repository.root,
    // A record is kept a repository: one each test.
    github: { repository: `acme/${sample.workPool}`, run_id: "7" },
    ...options,
  });
}

async function live(key: string) {
  const slash = key.indexOf("/");
  return prefect.deployments.find({ flowName: key.slice(0, slash), name: key.slice(slash + 1) });
}

/** What the git clone step of a live deployment fetches. */
async function cloned(key: string) {
  const [step] = (await live(key))?.pull_steps ?? [];
  return step?.["prefect.deployments.steps.git_clone"];
}

test("makes what is missing, then writes nothing more, also from a later commit", async () => {
  const sample = await samplePlatform();
  const keys = [`${sample.orders}/daily`, `${sample.marts}/hourly`];
  const first = await apply(sample);
  expect(first.annotations).toEqual([]);
  expect(first.exitCode).toBe(0);
  expect(json(first.outputs.created)).toEqual(keys);
  expect(first.outputs["any-changed"]).toBe("true");
  const daily = await live(keys[0] as string);
  expect(daily).toMatchObject({ entrypoint: "flows/orders.py:run", parameters: { table: "orders" } });
  expect(json(first.outputs["new-schedules"])).toEqual([`${keys[0]}#${daily?.schedules[0]?.id}`]);
  expect(first.summary).toContain("### Deployments applied");
  expect(first.summary).toContain(`<code>${keys[0]}</code>`);

  await sample.repository.commit({ "README.md": "nothing of a deployment" });
  const proxy = await startProxy(apiUrl);
  const again = await apply(sample, { "prefect-api-url": proxy.url }).finally(() => proxy.stop());
  expect(again.exitCode).toBe(0);
  // The record of the commit is a variable of its own.
  expect(proxy.writes().filter(({ path }) => !path.includes("/variables/"))).toEqual([]);
  expect(json(again.outputs.unchanged)).toEqual(keys);
  expect(again.outputs).toMatchObject({ created: "[]", updated: "[]", "any-changed": "false" });
  expect(await live(keys[0] as string)).toEqual(daily);
});

test("job variables that the pool doesn't take are told with their lines before the first write", async () => {
  const sample = await platform();
  const variables = { type: "object", properties: { cpu: { type: "integer" } }, additionalProperties: false };
  const base_job_template = { variables, job_configuration: { cpu: "{{ cpu }}" } };
  await prefect.workPools.create({ name: sample.workPool, type: "process", base_job_template });
  const deployment = (name: string, jobVariables: string) =>
    `  - {name: ${name}, entrypoint: "flows/orders.py:run", work_pool: {name: ${sample.workPool}, job_variables: ${jobVariables}}}\n`;
  const all =
    deployment("a", "{cpu: 1}") + deployment("b", '{cpu: "two"}') + deployment("c", "{cpu: 1, memory: 12Gi}");
  await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(all) });
  const lines = sample.prefectYaml(all).split("\n");
  const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
  const proxy = await startProxy(apiUrl);
  try {
    for (const planOnly of ["true", "false"]) {
      const { exitCode, annotations } = await apply(sample, {
        "prefect-api-url": proxy.url,
        "plan-only": planOnly,
      });
      expect(exitCode).toBe(1);
      const placed = annotations.filter(({ file }) => file !== undefined);
      expect(placed.map(({ message, file, line }) => ({ message, file, line: Number(line) }))).toEqual([
        {
          message: expect.stringContaining("job variable cpu: it must be integer."),
          file: "prefect.yaml",
          line: lineOf('"two"'),
        },
        {
          message: expect.stringContaining("job variable memory: it is not declared"),
          file: "prefect.yaml",
          line: lineOf("12Gi"),
        },
      ]);
    }
    expect(proxy.writes()).toEqual([]);
  } finally {
    await proxy.stop();
  }
  expect(await live(`${sample.orders}/a`)).toBeUndefined();
});

test("plan-only shows and writes the plan, and changes nothing", async () => {
  const sample = await samplePlatform();
  const { exitCode, outputs, summary, log } = await apply(sample, { "plan-only": "true" });
  expect(exitCode).toBe(0);
  expect(await live(`${sample.orders}/daily`)).toBeUndefined();
  expect(outputs).toMatchObject({ created: "[]", "any-changed": "true" });
  const plan = json(outputs.plan);
  expect(plan).toMatchObject({
    version: 2,
    redacted: true,
    deployments: [{ action: "create" }, { action: "create" }],
  });
  expect(json(await readFile(outputs["plan-file"] ?? "", "utf8"))).toEqual(plan);
  expect(summary).toContain("### Plan: nothing is changed yet");
  expect(log).toContain(`${sample.orders}/daily`);
});

test("everything is checked before the first write, and every fault is told at its place", async () => {
  const sample = await samplePlatform();
  await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(`${martsHourly}  - name: a
    entrypoint: flows/none.py:run
    work_pool: *pool
  - name: b
    entrypoint: flows/orders.py:run
    work_pool: *pool
    schedules:
      - cron: "61 * * * *"
  - name: c
    entrypoint: flows/orders.py:run
    work_pool: *pool
    build: [{prefect.deployments.steps.run_shell_script: {script: make}}]
`),
  });
  const { exitCode, annotations, outputs } = await apply(sample);
  expect(exitCode).toBe(1);
  expect(outputs).toEqual({});
  const text = annotations.map(({ message }) => message).join("\n");
  expect(text).toMatch(/flows\/none\.py/);
  expect(text).toMatch(/61 \* \* \* \*/);
  expect(text).toMatch(/build/);
  for (const { file, line } of annotations.slice(0, -1))
    expect({ file, line }).toMatchObject({ file: "prefect.yaml", line: expect.any(Number) });
  expect(await live(`${sample.marts}/hourly`)).toBeUndefined();
});

test("faults of files, flows and the server are told together", async () => {
  const sample = await samplePlatform();
  const wrongPool = martsHourly.replace("*pool", "{name: nowhere}");
  const wrongFunction = ordersDaily.replace("orders.py:run", "orders.py:walk");
  await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(
      `${ordersDaily}${ordersDaily}${wrongPool}${wrongFunction.replace("daily", "walk")}`,
    ),
  });
  const { exitCode, annotations } = await apply(sample);
  expect(exitCode).toBe(1);
  const places = annotations.map(({ file, message }) => `${file}: ${message}`);
  expect(places.filter((text) => text.startsWith("prefect.yaml: "))).toEqual([
    expect.stringContaining("has no `walk`"),
    expect.stringContaining(`two deployments ${sample.orders}/daily`),
    expect.stringContaining('work pool "nowhere"'),
  ]);
});

test("an unknown work pool and a misspelt name are errors, never a deletion", async () => {
  const sample = await platform();
  const pool = await apply(sample);
  expect(pool.exitCode).toBe(1);
  expect(pool.annotations[0]?.message).toContain(`work pool "${sample.workPool}"`);
  const name = await apply(sample, { deployments: "dayly", "removed-policy": "delete" });
  expect(name.exitCode).toBe(1);
  expect(name.annotations[0]?.message).toMatch(/"dayly" matches no deployment.*"daily"/);
});

test("what left the files is kept, paused or deleted as told; what the files have is never removed", async () => {
  const sample = await samplePlatform();
  const [daily, hourly] = [`${sample.orders}/daily`, `${sample.marts}/hourly`];
  await apply(sample);
  const mistake = await apply(sample, { deployments: "[]", removed: hourly, "removed-policy": "delete" });
  expect(mistake.exitCode).toBe(1);
  expect(mistake.annotations[0]?.message).toContain(`"${hourly}" is named as removed, but the files have it`);

  await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(martsHourly) });
  const removed = { deployments: "[]", removed: JSON.stringify([daily]) };
  expect((await apply(sample, removed)).outputs).toMatchObject({ removed: "[]", "any-changed": "false" });
  expect((await live(daily))?.paused).toBe(false);
  expect(json((await apply(sample, { ...removed, "removed-policy": "pause" })).outputs.removed)).toEqual([
    daily,
  ]);
  expect((await live(daily))?.paused).toBe(true);
  expect(json((await apply(sample, { ...removed, "removed-policy": "delete" })).outputs.removed)).toEqual([
    daily,
  ]);
  expect(await live(daily)).toBeUndefined();
});

test("what the server refuses is told, the rest is done, and running again finishes the job", async () => {
  const sample = await samplePlatform();
  const isRefused = ({ method, path, body }: RecordedRequest) =>
    method === "POST" && path.endsWith("/deployments/") && JSON.parse(body).name === "hourly";
  const refused = { answer: 403, body: '{"detail": "No."}' };
  const proxy = await startProxy(apiUrl, (request) => (isRefused(request) ? refused : undefined));
  const inputs = { "prefect-api-url": proxy.url };
  const first = await apply(sample, inputs).finally(() => proxy.stop());
  expect(first.exitCode).toBe(1);
  expect(json(first.outputs.created)).toEqual([`${sample.orders}/daily`]);
  expect(json(first.outputs.failed)).toEqual([`${sample.marts}/hourly`]);
  expect(first.summary).toContain("1 that failed");
  expect(first.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
  const again = await apply(sample);
  expect(again.exitCode).toBe(0);
  expect(json(again.outputs.created)).toEqual([`${sample.marts}/hourly`]);
  expect(json(again.outputs.unchanged)).toEqual([`${sample.orders}/daily`]);
});

describe("a pull request", () => {
  test("comes on its branch with its tag, schedules off; when it closes, main is back and its own are gone", async () => {
    const sample = await samplePlatform();
    const daily = `${sample.orders}/daily`;
    await apply(sample, { schedules: "paused" });
    await sample.repository.git("switch", "--quiet", "--create", "feature");
    const head = await sample.repository.commit({
      "prefect.yaml": sample.prefectYaml(
        `${ordersDaily.replace("table: orders", "table: refunds")}${martsHourly}  - {name: new, entrypoint: "flows/marts.py:run", work_pool: *pool}\n`,
      ),
    });
    const event = pullRequest(head, sample.start);
    const tag = uniqueName("pr");
    const opened = await apply(
      sample,
      {
        deployments: JSON.stringify([daily, `${sample.marts}/new`]),
        reasons: JSON.stringify({ [daily]: "definition changed: parameters" }),
        branch: "feature",
        tags: tag,
        schedules: "paused",
      },
      { event },
    );
    expect(opened.exitCode).toBe(0);
    expect(opened.summary).toContain("definition changed: parameters");
    expect(json(opened.outputs.created)).toEqual([`${sample.marts}/new`]);
    expect(json(opened.outputs.updated)).toEqual([daily]);
    expect(await live(daily)).toMatchObject({ tags: [tag], parameters: { table: "refunds" } });
    expect((await live(daily))?.schedules.map(({ active }) => active)).toEqual([false]);
    expect(await cloned(daily)).toMatchObject({ branch: "feature" });
    expect(await cloned(`${sample.marts}/hourly`)).toMatchObject({ branch: "main" });

    await sample.repository.git("switch", "--quiet", "main");
    const closed = await apply(
      sample,
      { deployments: `tag:${tag}`, "removed-policy": "delete", branch: "main", schedules: "paused" },
      { event },
    );
    expect(closed.exitCode).toBe(0);
    expect(json(closed.outputs.updated)).toEqual([daily]);
    expect(json(closed.outputs.removed)).toEqual([`${sample.marts}/new`]);
    expect(await live(daily)).toMatchObject({ tags: [], parameters: { table: "orders" } });
    expect(await cloned(daily)).toMatchObject({ branch: "main" });
    expect(await live(`${sample.marts}/new`)).toBeUndefined();
  });

  test.each([
    "feature/$(touch pwned)`id`\"';rm -rf .",
    "x\n::set-output name=created::pwned",
    "##[add-mask]main <b>@octocat</b> | 🦆",
    "b".repeat(300),
  ])("whose branch is called %j is data", async (branch) => {
    const sample = await samplePlatform();
    const tag = `branch:${branch}`;
    const { exitCode, commands, summary } = await apply(sample, {
      deployments: `${sample.marts}/hourly`,
      branch,
      tags: JSON.stringify([tag]),
      "record-commit": "never",
    });
    expect(exitCode).toBe(0);
    expect(await cloned(`${sample.marts}/hourly`)).toMatchObject({ branch });
    expect((await live(`${sample.marts}/hourly`))?.tags).toEqual([tag]);
    expect(commands.filter(({ name }) => name !== "debug")).toEqual([]);
    // What stands in code spans shows as it is; nothing of the name may stand outside of them.
    const outside = summary.replace(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, "").replace(/<code>.*?<\/code>/g, "");
    expect(outside).not.toMatch(/<b>|octocat|pwned|^::/m);
  });

  test("can stand beside main under a prefix, made safe of what a server can't take", async () => {
    const sample = await samplePlatform();
    await apply(sample);
    const { outputs } = await apply(sample, { "name-prefix": "feature/a&b%-", deployments: "hourly" });
    const [key = ""] = json(outputs.created);
    expect(key).toMatch(new RegExp(`^${sample.marts}/feature-a-b-+hourly$`));
    expect(await live(key)).toBeDefined();
    expect(await live(`${sample.marts}/hourly`)).toBeDefined();
  });
});

describe("the deployed commit", () => {
  test("is recorded after full success, and an older one is refused", async () => {
    const sample = await samplePlatform();
    await apply(sample);
    const later = await sample.repository.commit({ "prefect.yaml": sample.prefectYaml(ordersDaily) });
    await apply(sample);
    await sample.repository.git("switch", "--quiet", "--detach", sample.start);
    const older = await apply(sample);
    expect(older.exitCode).toBe(1);
    expect(older.annotations[0]?.message).toMatch(/older than/);
    expect(older.annotations[0]?.message).toContain(later.slice(0, 12));
    expect(older.outputs).toEqual({});
    expect((await apply(sample, { "allow-older": "true" })).exitCode).toBe(0);
  });

  test("is where the next detection starts, so that a run that was skipped loses nothing", async () => {
    const sample = await samplePlatform();
    await apply(sample);
    const skipped = await sample.repository.commit({ "lib/clean.py": "def clean(row):\n    return None\n" });
    const head = await sample.repository.commit({ "flows/marts.py": flow(sample.marts, "import os\n") });
    const { outputs } = await runBundle("detect-changed-deployments", {
      inputs: { "prefect-api-url": apiUrl },
      workspace: sample.repository.root,
      github: { repository: `acme/${sample.workPool}` },
      event: push(skipped, head),
    });
    expect(outputs.base).toBe(sample.start);
    expect(json(outputs.deployments).sort()).toEqual(
      [`${sample.marts}/hourly`, `${sample.orders}/daily`].sort(),
    );
  });

  test("is recorded with what a selection left out, which the next detection adds", async () => {
    const sample = await samplePlatform();
    await apply(sample);
    const text = sample.prefectYaml(
      ordersDaily.replace("orders}", "a}") + martsHourly.replace("run\n", "run\n    tags: [x]\n"),
    );
    const head = await sample.repository.commit({ "prefect.yaml": text });
    const partly = await apply(sample, { deployments: "daily" });
    expect(partly.exitCode).toBe(0);
    expect(partly.annotations).toEqual([
      { level: "notice", message: expect.stringContaining(`${sample.marts}/hourly is not as it says`) },
    ]);
    const detected = await runBundle("detect-changed-deployments", {
      inputs: { "prefect-api-url": apiUrl },
      workspace: sample.repository.root,
      github: { repository: `acme/${sample.workPool}` },
      event: push(head, head),
    });
    expect(detected.outputs.base).toBe(head);
    expect(json(detected.outputs.deployments)).toEqual([`${sample.marts}/hourly`]);
    await sample.repository.git("switch", "--quiet", "--detach", sample.start);
    expect((await apply(sample)).annotations[0]?.message).toMatch(/older than/);
  });
});

test("a record that the server refuses fails the step, which tells what was applied all the same", async () => {
  const sample = await samplePlatform();
  const isRecord = ({ method, path, body }: RecordedRequest) =>
    method !== "GET" && /deployed-commit/.test(path + (path.endsWith("/variables/") ? body : ""));
  const refused = { answer: 403, body: '{"detail": "No."}' };
  const proxy = await startProxy(apiUrl, (request) => (isRecord(request) ? refused : undefined));
  const inputs = { "prefect-api-url": proxy.url };
  const { exitCode, outputs, summary } = await apply(sample, inputs).finally(() => proxy.stop());
  expect(exitCode).toBe(1);
  expect(json(outputs.created)).toHaveLength(2);
  expect(json(outputs["new-schedules"])).toHaveLength(1);
  expect(summary).toContain("### Deployments applied");
});

test("a key that may not write variables is told before the first write where the commit is to be recorded", async () => {
  const sample = await samplePlatform();
  const isVariable = ({ method, path }: RecordedRequest) =>
    method !== "GET" && /\/variables\/(?!filter)/.test(path);
  const refused = { answer: 403, body: '{"detail": "No."}' };
  const proxy = await startProxy(apiUrl, (request) => (isVariable(request) ? refused : undefined));
  const inputs = { "prefect-api-url": proxy.url };
  const failed = await apply(sample, inputs);
  expect(failed.exitCode).toBe(1);
  expect(await live(`${sample.orders}/daily`)).toBeUndefined();
  const unrecorded = await apply(sample, { ...inputs, "record-commit": "never" }).finally(() => proxy.stop());
  expect(unrecorded.exitCode).toBe(0);
  expect(unrecorded.annotations).toEqual([
    { level: "warning", message: expect.stringContaining("may not write variables") },
  ]);
  expect(json(unrecorded.outputs.created)).toHaveLength(2);
});

test("what was not selected and can't be read keeps the commit from being recorded, and fails nothing", async () => {
  const sample = await samplePlatform();
  await apply(sample);
  await sample.repository.commit({
    "flows/orders.py": `import os\nfrom prefect import flow\n\n@flow(name=os.environ["NAME"])\ndef run():\n    pass\n`,
    "flows/marts.py": flow(sample.marts, "import os\n"),
  });
  const { exitCode, annotations, outputs } = await apply(sample, {
    deployments: "hourly",
    "flow-reader": "static",
    tags: "x",
  });
  expect(json(outputs.updated)).toEqual([`${sample.marts}/hourly`]);
  expect(exitCode).toBe(0);
  expect(annotations).toEqual([
    { level: "notice", message: expect.stringContaining("whether more has changed can't be told") },
  ]);
});

test("a flow's name that only running the code tells is an error, or is asked of a Python", async () => {
  const sample = await samplePlatform();
  const name = uniqueName("made");
  // The code that Python imports is not to see the action's inputs, some of which are secret.
  const expression = `"leaked" if any(key.startswith("INPUT_") for key in os.environ) else "-".join(["${name}"])`;
  await sample.repository.commit({
    "flows/marts.py": `import os\nfrom prefect import flow\n\n@flow(name=${expression})\ndef run():\n    pass\n`,
  });
  const still = await apply(sample, { "flow-reader": "static" });
  expect(still.exitCode).toBe(1);
  expect(still.annotations[0]).toMatchObject({ file: "flows/marts.py", line: expect.any(Number) });
  expect(still.annotations[0]?.message).toContain("flow-reader: python");
  expect(still.outputs).toEqual({});
  const asked = await apply(sample, { python: await prefectProgram("python"), "prefect-api-key": "pnu_key" });
  expect(asked.annotations).toEqual([]);
  expect(json(asked.outputs.created)).toEqual([`${sample.orders}/daily`, `${name}/hourly`]);
});

test("secrets of connection, blocks and headers show nowhere", async () => {
  const sample = await samplePlatform();
  const secret = `s3cret-${uniqueName("value")}`;
  await sample.repository.commit({
    "prefect.yaml": sample.prefectYaml(
      `${martsHourly}    parameters: {table: "{{ $DATABASE_PASSWORD }}"}\n`.replace(
        "work_pool: *pool\n",
        `work_pool:\n      name: ${sample.workPool}\n      job_variables: {env: {API_TOKEN: "{{ $DATABASE_PASSWORD }}"}}\n`,
      ),
    ),
  });
  const { exitCode, printed, summary, outputs } = await apply(
    sample,
    { "prefect-headers": `{"X-Proxy-Token": "proxy-${secret}"}`, "prefect-auth-string": `admin:${secret}` },
    { env: { DATABASE_PASSWORD: secret } },
  );
  expect(exitCode).toBe(0);
  expect(await live(`${sample.marts}/hourly`)).toMatchObject({ parameters: { table: secret } });
  const lines = printed.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  expect([...lines, summary, JSON.stringify(outputs)].join("\n")).not.toContain(secret);
  expect(await readFile(outputs["plan-file"] ?? "", "utf8")).not.toContain(secret);
});

test("wrong inputs are told all at once, before anything is asked", async () => {
  const sample = await platform();
  const { exitCode, annotations } = await apply(sample, {
    schedules: "on",
    "removed-policy": "drop",
    concurrency: "0",
    "plan-only": "yes",
    deployments: "",
  });
  expect(exitCode).toBe(1);
  expect(annotations).toHaveLength(6);
  expect(annotations.map(({ message }) => message).join("\n")).toContain(
    "Use as-declared, active, paused, keep.",
  );
});
