import { join } from "node:path";
import { projectRoot, runActionFolder, type StepOptions } from "#services";

const probe = join(projectRoot, "packages/action-kit/test/probe");

function run(deed: string, inputs: Record<string, string> = {}, options: Partial<StepOptions> = {}) {
  return runActionFolder(probe, { workspace: probe, inputs: { do: deed, ...inputs }, ...options });
}

/** Everything that a step left but the commands that tell the runner what to mask. */
function leftBy({ printed, summary, outputs }: Awaited<ReturnType<typeof run>>): string {
  const lines = printed.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  return [...lines, summary, JSON.stringify(outputs)].join("\n");
}

const HOSTILE = [
  "::set-output name=pwned::1",
  "a\n::set-env name=PATH::/evil\nb",
  "a\r  ::add-mask::a",
  "x ##[set-env name=PATH]/evil",
  "$(touch pwned) `id` \"'|<img src=x onerror=1>@octocat #1",
  "%0A::error::x",
  "🦆".repeat(300),
];

describe("inputs", () => {
  test("are typed, and an empty one is as if it were not given", async () => {
    const { exitCode, outputs } = await run("inputs", {
      text: "a",
      files: "a.yaml\nb.yaml",
      policy: "",
      careful: "True",
      "at-once": "",
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(outputs.result ?? "")).toEqual({
      text: "a",
      files: ["a.yaml", "b.yaml"],
      policy: "keep",
      careful: true,
      atOnce: 4,
    });
  });

  test("tell all faults at once and name what is allowed", async () => {
    const { exitCode, annotations, outputs } = await run("inputs", {
      files: '["a"',
      policy: "drop",
      careful: "yes",
      "at-once": "17",
    });
    expect(exitCode).toBe(1);
    expect(outputs).toEqual({});
    expect(annotations.map(({ message }) => message)).toEqual([
      "Input `text` is required but empty. Set `text` under `with:`.",
      "Input `files` begins like a JSON array but is none. Pass valid JSON, or one item a line.",
      'Input `policy` is "drop", which is none of its values. Use keep, pause, delete.',
      'Input `careful` is "yes", which is no boolean. Write true or false.',
      'Input `at-once` is "17". Write a whole number from 1 up to 16.',
      "5 problems were found; each is listed above.",
    ]);
  });
});

test.each(HOSTILE)("hostile text stays data: %j", async (text) => {
  const { exitCode, commands, outputs, summary } = await run("echo", { text });
  expect(exitCode).toBe(0);
  expect(commands.map(({ name }) => name)).toEqual(["warning", "group", "endgroup"]);
  expect(commands[0]?.properties).toEqual({ file: text, line: "3", col: "7" });
  expect(commands[0]?.message).toBe(`${text}:3:7: ${text}`);
  expect(outputs).toEqual({ result: text, other: JSON.stringify([text]) });
  expect(summary).toBe(`${text}\n`);
});

test("each fault becomes an annotation at its place", async () => {
  const { exitCode, annotations } = await run("faults");
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    {
      level: "error",
      message: "a,b:c.py:2:5: No flow there. Add one.",
      file: "a,b:c.py",
      line: 2,
      column: 5,
    },
    { level: "error", message: "Two deployments have one name." },
    { level: "error", message: "2 problems were found; each is listed above." },
  ]);
});

test("what is no fault is a defect, its stack only for debug logging", async () => {
  const { exitCode, annotations, commands, log } = await run("defect");
  expect(exitCode).toBe(1);
  expect(annotations).toHaveLength(1);
  expect(annotations[0]?.message).toMatch(/defect of prefect-cicd: Cannot read properties of undefined\./);
  expect(log).not.toContain("main.ts");
  const debug = commands.filter(({ name }) => name === "debug").map(({ message }) => message);
  expect(debug.join("\n")).toMatch(/TypeError: .*\n\s+at .*main\.ts/);
});

describe("a secret", () => {
  const secret = "first-line-secret\n}\nsecond-line-secret";

  test("is masked line by line and stays out of log, annotations and summary", async () => {
    const result = await run("secret", { secret });
    expect(result.masks).toEqual([secret, "first-line-secret", "second-line-secret"]);
    expect(leftBy(result)).not.toMatch(/(first|second)-line-secret/);
    expect(result.summary).toBe("C: ***\n");
    expect(result.annotations).toEqual([{ level: "error", message: "D: ***" }]);
  });

  test("makes an output that would contain it an error with the output's name, not an empty answer", async () => {
    const result = await run("secret-output", { secret: "hunter2-hunter2" });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({ other: "fine" });
    expect(result.annotations[0]?.message).toContain(
      "The output `result` would contain a secret of this job",
    );
    expect(leftBy(result)).not.toContain("hunter2");
  });

  test("is refused among a command's arguments", async () => {
    const result = await run("secret-argument", { secret: "hunter2-hunter2" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]?.message).toContain("A secret was about to be an argument of echo.");
    expect(leftBy(result)).not.toContain("hunter2");
  });

  test("of the connection is masked, also in Prefect's own variables and in headers", async () => {
    const result = await run(
      "connection",
      {
        "prefect-api-key": "pnu_key_of_dev",
        "prefect-headers": '{"X-Token": "proxy-token", "X-On": "true"}',
      },
      { env: { PREFECT_API_AUTH_STRING: "admin:variable-password" } },
    );
    expect(result.masks).toEqual(
      expect.arrayContaining(["pnu_key_of_dev", "proxy-token", "admin:variable-password"]),
    );
    expect(result.masks).not.toContain("true");
    expect(JSON.parse(result.outputs.result ?? "")).toEqual(["apiKey", "headers", "serverTimeout"]);
  });
});

test("a summary beyond GitHub's limit is cut at a line's end, with a note", async () => {
  const { summary, exitCode } = await run("large-summary");
  expect(exitCode).toBe(0);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 * 1024);
  expect(Buffer.byteLength(summary)).toBeGreaterThan(1000 * 1024);
  expect(summary).toMatch(/line of a table\n\n<\/details>\n\n_The rest did not fit/);
  expect(summary.endsWith("more\n")).toBe(true);
});

describe("the context", () => {
  const branch = "feature/$(id)\"'::set-output";

  test("of a pull request", async () => {
    const payload = {
      action: "synchronize",
      before: "1".repeat(40),
      after: "2".repeat(40),
      pull_request: {
        number: 12,
        merged: false,
        head: { sha: "a".repeat(40), ref: branch, repo: { full_name: "fork/platform" } },
        base: { sha: "b".repeat(40), ref: "main", repo: { full_name: "acme/platform" } },
      },
      repository: { default_branch: "main" },
    };
    const { outputs } = await run("context", {}, { event: { name: "pull_request", payload } });
    expect(JSON.parse(outputs.result ?? "")).toMatchObject({
      eventName: "pull_request",
      repository: "acme/platform",
      defaultBranch: "main",
      runUrl: "https://github.example/acme/platform/actions/runs/1",
      pullRequest: {
        number: 12,
        headSha: "a".repeat(40),
        baseSha: "b".repeat(40),
        headBranch: branch,
        baseBranch: "main",
        fromFork: true,
      },
    });
    expect(JSON.parse(outputs.result ?? "").push).toBeUndefined();
  });

  test("of a forced push, and of an event with parts of wrong types", async () => {
    const push = { before: "1".repeat(40), after: "2".repeat(40), forced: true };
    const forced = await run("context", {}, { event: { name: "push", payload: push } });
    expect(JSON.parse(forced.outputs.result ?? "").push).toEqual(push);
    const odd = await run(
      "context",
      {},
      { event: { name: "x", payload: { pull_request: { number: "1" } } } },
    );
    expect(JSON.parse(odd.outputs.result ?? "").pullRequest).toBeUndefined();
  });
});

test("a post step reads what the main step saved, and its failure is only a warning", async () => {
  const main = await run("state", { text: "builder-1\nx" });
  const post = await main.post?.();
  expect(post?.log).toContain("Removing builder-1\nx");
  expect(post?.exitCode).toBe(0);
  expect(post?.annotations).toEqual([
    { level: "warning", message: "The step's clean-up failed: It is gone already." },
  ]);
  const idle = await (await run("inputs", { text: "a" })).post?.();
  expect(idle).toMatchObject({ exitCode: 0, log: "" });
});
