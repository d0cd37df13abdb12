import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runLocally } from "#command";
import { openRepository } from "#git";
import { temporaryRepository } from "./temporary-repository.ts";

const open = (root: string) => openRepository(runLocally, root);
const call = 'run_deployment("etl/daily")\n';

test("finds the files of a commit that hold a text, whatever they are called", async () => {
  const sample = await temporaryRepository();
  const names = [
    "top.py",
    "flows/deep/er/nested.py",
    "quo\"te's.py",
    "new\nline.py",
    "-rf.py",
    "head:x.py",
    "ü.py",
  ];
  const commit = await sample.commit({
    ...Object.fromEntries(names.map((name) => [name, `x = 1\n${call}`])),
    "none.py": "RUN_DEPLOYMENT\n",
    "notes.md": call,
  });
  await sample.commit(Object.fromEntries(names.map((name) => [name, ""])));
  const repository = await open(sample.root);
  expect(new Set(await repository.search(commit, "run_deployment", ["*.py"]))).toEqual(new Set(names));
  expect(await repository.search(commit, "run_deployment", ["*.md"])).toEqual(["notes.md"]);
  expect((await repository.search(commit, "run_deployment")).length).toBe(names.length + 1);
  expect(await repository.search(await repository.head(), "run_deployment", ["*.py"])).toEqual([]);
});

test("a text is a text: no pattern, no option, and never several", async () => {
  const sample = await temporaryRepository();
  const commit = await sample.commit({ "a.py": "--all\n", "b.py": "x.*y\n", "c.py": "xzy\n" });
  const repository = await open(sample.root);
  expect(await repository.search(commit, "--all")).toEqual(["a.py"]);
  expect(await repository.search(commit, "x.*y")).toEqual(["b.py"]);
  await expect(repository.search(commit, "a\nb")).rejects.toThrow("one line");
  await expect(repository.search(commit, "")).rejects.toThrow("one line");
});

test("links and a user's own settings of git change nothing", async () => {
  const sample = await temporaryRepository();
  sample.link("link.py", "real.py");
  const commit = await sample.commit({ "real.py": call });
  for (const [key, value] of [
    ["color.grep", "always"],
    ["color.ui", "always"],
    ["grep.lineNumber", "true"],
    ["grep.patternType", "perl"],
    ["submodule.recurse", "true"],
  ] as const) {
    await sample.git("config", key, value);
  }
  expect(await (await open(sample.root)).search(commit, "run_deployment")).toEqual(["real.py"]);
});

test("searches the files on disk, untracked ones too, ignored ones not", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ "tracked.py": "", ".gitignore": "ignored.py\n" });
  for (const name of ["tracked.py", "new.py", "ignored.py"]) writeFileSync(join(sample.root, name), call);
  const found = await (await open(sample.root)).search(null, "run_deployment", ["*.py"]);
  expect(found.sort()).toEqual(["new.py", "tracked.py"]);
});

test("a commit that this clone lacks is a fault", async () => {
  const sample = await temporaryRepository();
  await sample.commit({ "a.py": "" });
  await expect((await open(sample.root)).search("0".repeat(40), "x")).rejects.toThrow(/git grep failed/);
});

test("10,000 Python files without the text take well under a second", async () => {
  const sample = await temporaryRepository();
  const files = Array.from({ length: 10_000 }, (_, index) => {
    const lines = Array.from(
      { length: 60 },
      (_, line) => `    value_${line} = compute(${index}, ${line * index})`,
    );
    const source = `from prefect import flow\n\n\n@flow\ndef flow_${index}():\n${lines.join("\n")}\n`;
    return `M 100644 inline src/package_${index % 100}/module_${index}.py\ndata ${source.length}\n${source}`;
  });
  const stream = `commit refs/heads/main\ncommitter A <a@example.com> 0 +0000\ndata 0\n${files.join("")}`;
  const made = await runLocally("git", ["fast-import", "--quiet"], { cwd: sample.root, input: stream });
  expect(made.exitCode).toBe(0);
  const repository = await open(sample.root);
  const commit = (await repository.resolve("main")) as string;
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    expect(await repository.search(commit, "run_deployment", ["*.py"])).toEqual([]);
    times.push(performance.now() - start);
  }
  expect(await repository.search(commit, "def flow_9999(", ["*.py"])).toHaveLength(1);
  expect(Math.min(...times)).toBeLessThan(900);
});
