import fc from "fast-check";
import type { FaultError } from "#diagnostics";
import { splitFile } from "../src/split-file.ts";
import { detect, type Files, flowSource, prefectYaml, told } from "./detection.ts";

const entrypoints = (text: string) => splitFile(text)?.parts.map(({ entrypoint }) => entrypoint);

test("a list of deployments is split at its entries, at any indentation", () => {
  const indented =
    "name: x\n\ndeployments:\n# All\n  - name: a\n    entrypoint: f.py:a\n\n  # b\n  -   entrypoint: 'f.py:b'\n      name: b\npull: []\n";
  expect(entrypoints(indented)).toEqual(["f.py:a", "f.py:b"]);
  expect(
    entrypoints("deployments:\n- name: a\n  entrypoint: f.py:a\n- entrypoint: f.py:b # no\npull:\n- x: 1\n"),
  ).toEqual(["f.py:a", null]);
  expect(splitFile(indented)?.rest).toBe("name: x\n\ndeployments:\n# All\npull: []\n");
});

test("what is left out leaves the other lines where they are", () => {
  const split = splitFile(
    "deployments:\n  - entrypoint: a.py:a\n    x: 1\n  - entrypoint: b.py:b\npull: []\n",
  );
  const [first, second] = split?.parts ?? [];
  if (!split || !first || !second) throw new Error("not split");
  expect(split.without(new Set([first]))).toBe("deployments:\n\n\n  - entrypoint: b.py:b\npull: []\n");
  expect(split.without(new Set([first, second]))).toBe("deployments: []\n\n\n\npull: []\n");
});

test("an entry point is taken from the text only where it can mean nothing else", () => {
  const entry = (lines: string) => entrypoints(`deployments:\n  - name: a\n${lines}`)?.[0];
  expect(entry("    entrypoint: src/f.py:Class.run\n")).toBe("src/f.py:Class.run");
  expect(entry("    entrypoint: *shared\n")).toBeNull();
  expect(entry("    <<: *defaults\n")).toBeNull();
  expect(entry("    entrypoint: a.py:f\n    entrypoint: b.py:f\n")).toBeNull();
  expect(entry('    description: "\n    entrypoint: a.py:f\n    "\n')).toBeNull();
  expect(entry("    parameters:\n      entrypoint: a.py:f\n")).toBeNull();
  expect(entry("    entrypoint: >-\n      a.py:f\n")).toBeNull();
});

test("a file of another form is not split", () => {
  for (const text of [
    "",
    "name: x\n",
    "deployments: [{name: a, entrypoint: a.py:f}]\n",
    "deployments: *list\n",
    "deployments:\n  a:\n    entrypoint: a.py:f\n",
    "deployments:\n  - name: a\n\tentrypoint: a.py:f\n",
    "deployments:\n  - name: a\ndeployments:\n  - name: b\n",
  ]) {
    expect(splitFile(text)).toBeNull();
  }
});

test("one bare deployment is one part", () => {
  const split = splitFile("# Orders\nname: a\nentrypoint: a.py:f\n");
  expect(split?.parts.map(({ entrypoint }) => entrypoint)).toEqual(["a.py:f"]);
  expect(split?.without(new Set(split.parts))).toBe("deployments: []\n");
});

test("an entry whose meaning comes from elsewhere changes with that", async () => {
  const code = { "a.py": flowSource("a") };
  const anchored = (image: string, order: "first" | "last" = "first") => {
    const anchor = `  - name: base\n    entrypoint: a.py:run\n    work_pool: &pool {name: k8s, job_variables: {image: ${image}}}\n`;
    const user = "  - name: user\n    entrypoint: a.py:run\n    work_pool: *pool\n";
    return `deployments:\n${order === "first" ? anchor + user : user + anchor}`;
  };
  expect(
    told(await detect({ ...code, "prefect.yaml": anchored("x") }, { "prefect.yaml": anchored("y") })),
  ).toEqual([
    "modified a/base: work_pool.job_variables changed",
    "modified a/user: work_pool.job_variables changed",
  ]);
  expect(
    await detect({ ...code, "prefect.yaml": anchored("x") }, { "prefect.yaml": anchored("x", "last") }),
  ).toMatchObject({ deployments: [], broken: [{ message: "No anchor is named pool." }] });

  const shared = (queue: string) => `shared: &pool {name: k8s, work_queue_name: ${queue}}\n`;
  const using = "name: user\nentrypoint: a.py:run\nwork_pool: *pool\n";
  const detected = await detect(
    { ...code, "base.yaml": shared("one"), "deploy/user.yaml": using },
    { "base.yaml": shared("two") },
    { prefectFiles: ["deploy"], baseFile: "./base.yaml" },
  );
  expect(told(detected)).toEqual(["modified a/user: work_pool.work_queue_name changed"]);
});

test("text that only looks like deployments does not mislead", async () => {
  const code = { "a.py": flowSource("a"), "b.py": flowSource("b") };
  const file = (cron: string) =>
    `deployments:\n  - name: a\n    entrypoint: a.py:run\n    description: "quoted\n  - name: no\n    entrypoint: b.py:run\n    "\n  - name: b\n    entrypoint: b.py:run\n    schedules: [{cron: "${cron}"}]\n`;
  const detected = await detect(
    { ...code, "prefect.yaml": file("0 0 * * *") },
    { "prefect.yaml": file("1 0 * * *") },
  );
  expect(told(detected)).toEqual(["modified b/b: schedules changed"]);
  const codeChanged = await detect(
    { ...code, "prefect.yaml": file("0 0 * * *") },
    { "b.py": flowSource("b", "", "return 1") },
  );
  expect(told(codeChanged)).toEqual(["affected b/b: b.py"]);
});

test("the result is the same as when everything is read", async () => {
  const line = fc.constantFrom(
    "tags: [a]",
    "tags: [a, b]",
    'description: "it\'s"',
    "description: it's & that",
    "work_pool: *pool",
    "work_pool: &pool {name: x}",
    "# a comment",
    "parameters: {entrypoint: 'no'}",
    "schedules:\n      - cron: '0 0 * * *'",
    "schedules:\n    - interval: 60",
    "description: |\n      deployments:\n      - name: no",
  );
  const deployment = fc.record({
    flow: fc.constantFrom("a", "b"),
    lines: fc.uniqueArray(line, { maxLength: 2 }),
  });
  const file = fc.uniqueArray(fc.tuple(fc.constantFrom("one", "two", "three"), deployment), {
    maxLength: 3,
    selector: ([name]) => name,
  });
  const write = (deployments: [string, { flow: string; lines: string[] }][]) =>
    prefectYaml(
      Object.fromEntries(
        deployments.map(([name, { flow, lines }]) => [name, [`${flow}.py:run`, ...lines].join("\n")]),
      ),
      "shared: &pool {name: k8s}\n",
    );
  /** Quotes around the key keep a file in one piece. */
  const inOnePiece = (text: string) => text.replace(/^deployments:/m, '"deployments":');
  const run = async (before: string, after: string, isCodeChanged: boolean) => {
    const flows = { "a.py": flowSource("a"), "b.py": flowSource("b") };
    const change: Files = isCodeChanged ? { "a.py": flowSource("a", "", "return 1") } : {};
    return detect({ ...flows, "prefect.yaml": before }, { ...change, "prefect.yaml": after }).then(
      (detected) => ({ told: told(detected), unchanged: detected.unchanged }),
      (error: FaultError) => error.faults,
    );
  };
  await fc.assert(
    fc.asyncProperty(file, file, fc.boolean(), async (before, after, isCodeChanged) => {
      const texts = [write(before), write(after)] as const;
      const [whole, wholeAfter] = [inOnePiece(texts[0]), inOnePiece(texts[1])];
      expect(splitFile(whole)).toBeNull();
      expect(await run(...texts, isCodeChanged)).toEqual(await run(whole, wholeAfter, isCodeChanged));
    }),
    { numRuns: 30 },
  );
});
