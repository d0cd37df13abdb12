import fc from "fast-check";
import type { FaultError } from "#diagnostics";
import { partsOf } from "#prefect-project";
import { propertyRuns } from "#services";
import { detect, type Files, flowSource, prefectYaml, told } from "./detection.ts";

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
  /** A tag on the list keeps a file in one piece. */
  const inOnePiece = (text: string) => text.replace(/^deployments:/m, "deployments: !!seq");
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
      expect(partsOf(whole)).toBeNull();
      expect(await run(...texts, isCodeChanged)).toEqual(await run(whole, wholeAfter, isCodeChanged));
    }),
    { numRuns: propertyRuns(30) },
  );
});
