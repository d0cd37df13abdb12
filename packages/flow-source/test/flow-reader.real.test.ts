import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RunCommand, runLocally } from "#command";
import { createFlowReader, type FlowReaderMode } from "#flow-source";
import { prefectProgram } from "#services";
import { sourceTreeOf } from "./source-tree-of.ts";

const files = {
  "project/flows/plain.py": 'from prefect import flow\n@flow\ndef plain(x: int = 1):\n    "Plain."\n',
  "project/flows/dynamic.py":
    'import os\nfrom prefect import flow\nfrom lib.names import make\nprint("noise")\n' +
    '@flow(name=make("dynamic"), version="7")\ndef run(x: int = len(os.sep), y=make("q")):\n    "Runs."\n',
  "project/flows/broken.py":
    "import no_such_package\nfrom prefect import flow\n@flow(name=no_such_package.n)\ndef run(): ...\n",
  "project/lib/names.py":
    "def make(name):\n    for letter in '!':\n        name = name + letter\n    return name\n",
};

let root: string;
let calls: number;
const run: RunCommand = (command, args, options) => {
  calls += 1;
  return runLocally(command, args, options);
};

beforeEach(async () => {
  calls = 0;
  root = await mkdtemp(join(tmpdir(), "prefect-cicd-reader-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
});

afterEach(() => rm(root, { recursive: true, force: true }));

function reader(mode: FlowReaderMode, python: string) {
  return createFlowReader({
    mode,
    tree: sourceTreeOf(files),
    run,
    cwd: join(root, "project"),
    folder: "project",
    python,
  });
}

test("auto asks Python only for what the source doesn't tell, in one process", async () => {
  const { read } = reader("auto", await prefectProgram("python"));
  expect(await read("flows/plain.py:plain")).toMatchObject({ name: "plain", readBy: "static" });
  expect(calls).toBe(0);
  const [dynamic, again] = await Promise.all([read("flows/dynamic.py:run"), read("flows/dynamic.py:run")]);
  expect(again).toBe(dynamic);
  expect(calls).toBe(1);
  expect(dynamic).toEqual({
    name: "dynamic!",
    description: "Runs.",
    version: "7",
    parameterSchema: {
      title: "Parameters",
      type: "object",
      properties: {
        x: { title: "x", position: 0, type: "integer", default: 1 },
        y: { title: "y", position: 1, default: "q!" },
      },
    },
    approximate: [],
    unknownOptions: [],
    readBy: "python",
    location: { file: "project/flows/dynamic.py", line: 5 },
    files: ["project/flows/dynamic.py", "project/lib/names.py"],
  });
});

test("auto keeps to the source's own fault where Python can't import the flow or isn't there", async () => {
  const broken = reader("auto", await prefectProgram("python")).read("flows/broken.py:run");
  await expect(broken).rejects.toThrow(/project\/flows\/broken.py:4:1: The flow's name can't be told/);
  const missing = reader("auto", join(root, "no-python")).read("flows/dynamic.py:run");
  await expect(missing).rejects.toThrow(/name can't be told/);
});

test("static never starts a Python", async () => {
  const { read } = reader("static", await prefectProgram("python"));
  await expect(read("flows/dynamic.py:run")).rejects.toThrow(/flow-reader: python/);
  expect(calls).toBe(0);
});

test("python reads everything there, many flows in one process, and says why it can't", async () => {
  const { read } = reader("python", await prefectProgram("python"));
  const [plain, dynamic, broken] = await Promise.allSettled([
    read("flows/plain.py:plain"),
    read("flows/dynamic.py:run"),
    read("flows/broken.py:run"),
  ]);
  expect(calls).toBe(1);
  expect(plain).toMatchObject({ value: { name: "plain", readBy: "python", version: null } });
  expect(dynamic).toMatchObject({ value: { name: "dynamic!" } });
  expect(broken).toMatchObject({
    reason: { message: expect.stringContaining("No module named 'no_such_package'") },
  });
  expect(broken).toMatchObject({ reason: { faults: [{ location: { file: "project/flows/broken.py" } }] } });
});

test("a Python without Prefect, and one that isn't there, are faults", async () => {
  await expect(reader("python", "python3").read("flows/plain.py:plain")).rejects.toThrow(
    /python3 has no usable Prefect.*flow-reader: static/,
  );
  await expect(reader("python", join(root, "no-python")).read("flows/plain.py:plain")).rejects.toThrow(
    /no-python can't be started/,
  );
});

test("reading leaves the sources as they are", async () => {
  const { read } = reader("python", await prefectProgram("python"));
  await read("flows/plain.py:plain");
  expect(await readFile(join(root, "project/flows/plain.py"), "utf8")).toBe(files["project/flows/plain.py"]);
});
