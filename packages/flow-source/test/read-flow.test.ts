import { readFlow } from "#flow-source";
import { sourceTreeOf } from "./source-tree-of.ts";

/** Reads `object` of one file, with further files beside it. */
function read(source: string, object = "my_flow", others: Record<string, string> = {}) {
  return readFlow(sourceTreeOf({ "flows/orders.py": source, ...others }), `flows/orders.py:${object}`);
}

describe("the name", () => {
  test.each([
    ["the function's, with hyphens", "from prefect import flow\n@flow\ndef my_flow(): ...", "my-flow"],
    ["given", "import prefect\n@prefect.flow(name='Orders é')\nasync def my_flow(): ...", "Orders é"],
    [
      "an empty one counts as none",
      "from prefect import flow\n@flow(name='')\ndef my_flow(): ...",
      "my-flow",
    ],
    [
      "a constant of the module",
      "from prefect import flow as f\nP = 'a'\n@f(name=f'{P}-b' + '-c')\ndef my_flow(): ...",
      "a-b-c",
    ],
    ["flow(function)", "from prefect import flow\ndef run_it(): ...\nmy_flow = flow(run_it)", "run-it"],
    [
      "flow(name=...)(function)",
      "from prefect import flow\ndef run_it(): ...\nmy_flow = flow(name='x')(run_it)",
      "x",
    ],
    [
      "with_options",
      "from prefect import flow\n@flow(name='a', description='d')\ndef f(): ...\nmy_flow = f.with_options(name='b')",
      "b",
    ],
    ["Flow(function)", "from prefect import Flow\ndef run_it(): ...\nmy_flow = Flow(run_it, name='y')", "y"],
    [
      "partial(flow, ...)",
      "from functools import partial\nfrom prefect import flow\nours = partial(flow, name='z')\n@ours\ndef my_flow(): ...",
      "z",
    ],
    [
      "the branch that is taken",
      "from prefect import flow\nif False:\n  N = 'a'\nelse:\n  N = 'b'\n@flow(name=N)\ndef my_flow(): ...",
      "b",
    ],
    [
      "Prefect's own flow, beside a stand-in for a process without Prefect",
      "import os\nif os.getenv('BARE'):\n  def flow(*_, **__):\n    return lambda x: x\nelse:\n  from prefect import flow\n@flow(name='a')\ndef my_flow(): ...",
      "a",
    ],
    [
      "a flow imported on a condition without another",
      "import os\nimport sys\nif os.getenv('BARE'):\n  sys.exit(0)\nelse:\n  from prefect import flow\n@flow\ndef my_flow(): ...",
      "my-flow",
    ],
    [
      "text made of words",
      "from prefect import flow\nTABLE = 'late_ORDERS'\n@flow(name=TABLE.capitalize() + ' ' + TABLE.title())\ndef my_flow(): ...",
      "Late_orders Late_Orders",
    ],
  ])("%s", async (_, source, name) => {
    expect((await read(source)).name).toBe(name);
  });

  test("of a constant of another module of the repository, as a package and relative", async () => {
    const source =
      "from .names import ORDERS\nfrom prefect import flow\n@flow(name=ORDERS)\ndef my_flow(): ...";
    const reading = await read(source, "my_flow", { "flows/names.py": "ORDERS = 'orders of today'" });
    expect(reading).toMatchObject({
      name: "orders of today",
      readBy: "static",
      files: ["flows/orders.py", "flows/names.py"],
      location: { file: "flows/orders.py", line: 4, column: 1 },
    });
  });

  test.each([
    [
      "the environment",
      "import os\nfrom prefect import flow\n@flow(name=os.environ['X'])\ndef my_flow(): ...",
      /name can't be told.*environment/,
    ],
    [
      "a call",
      "from prefect import flow\nfrom names import make\n@flow(name=make())\ndef my_flow(): ...",
      /name can't be told/,
    ],
    [
      "a condition",
      "import os\nfrom prefect import flow\nN='a'\nif os.getenv('X'):\n  N='b'\n@flow(name=N)\ndef my_flow(): ...",
      /depends on a condition/,
    ],
    [
      "a decorator that may rename it",
      "from prefect import flow\nfrom lib import deco\n@flow\n@deco\ndef my_flow(): ...",
      /decorator `deco`/,
    ],
  ])("is never guessed from %s", async (_, source, message) => {
    await expect(read(source)).rejects.toThrow(message);
    await expect(read(source)).rejects.toThrow(/flow-reader: python/);
  });

  test("with a character that Prefect refuses is a fault", async () => {
    await expect(read("from prefect import flow\n@flow(name='a/b')\ndef my_flow(): ...")).rejects.toThrow(
      "flows/orders.py:3:1: The flow's name `a/b` has the character `/`",
    );
  });
});

test("description: given, else the cleaned docstring, else null; version: only given", async () => {
  const given = "from prefect import flow\n@flow(description='D', version='2')\ndef my_flow():\n  'no'";
  expect(await read(given)).toMatchObject({ description: "D", version: "2" });
  const docstring =
    "from prefect import flow\n@flow\ndef my_flow():\n    '''Loads.\n\n      More.\n    Less.\n    '''";
  expect(await read(docstring)).toMatchObject({ description: "Loads.\n\n  More.\nLess.", version: null });
  expect(await read("from prefect import flow\n@flow\ndef my_flow(): ...")).toMatchObject({
    description: null,
  });
});

describe("the entry point", () => {
  const flow = "from prefect import flow\n";
  const files = {
    "etl/src/jobs/__init__.py": "from .daily import run as daily_run",
    "etl/src/jobs/daily.py": `${flow}@flow\ndef run(): ...\nclass Job:\n  @staticmethod\n  @flow\n  def go(): ...`,
  };
  test.each([
    ["src/jobs/daily.py:run", "run"],
    ["./src/jobs/daily.py:Job.go", "go"],
    ["src.jobs.daily.run", "run"],
    ["src.jobs.daily:Job.go", "go"],
    ["src/jobs/__init__.py:daily_run", "run"],
    ["src.jobs.daily_run", "run"],
  ])("%s", async (entrypoint, name) => {
    expect(await readFlow(sourceTreeOf(files), entrypoint, { folder: "etl" })).toMatchObject({ name });
  });

  test.each([
    ["src/jobs/nightly.py:run", /prefect.yaml:7: The file etl\/src\/jobs\/nightly.py .* doesn't exist/],
    ["src.jobs.nightly.run", /module `src.jobs.nightly` .* isn't in the repository/],
    ["src/jobs/daily.py:walk", /^prefect.yaml:7: .*has no `walk`.*decorated functions instead.*`run`/],
    ["src/jobs/daily.py:Job", /`Job` .* is not a flow/],
    ["../../x.py:run", /leads out of the repository/],
    ["/opt/x.py:run", /absolute path/],
    ["daily", /names no function/],
  ])("%s is a fault", async (entrypoint, message) => {
    const location = { file: "prefect.yaml", line: 7 };
    await expect(readFlow(sourceTreeOf(files), entrypoint, { folder: "etl", location })).rejects.toThrow(
      message,
    );
  });

  test("into a file that isn't Python is a fault at its place", async () => {
    const tree = sourceTreeOf({ "a.py": "from prefect import flow\n@flow\ndef f(:\n  pass" });
    await expect(readFlow(tree, "a.py:f")).rejects.toThrow(/^a.py:3:\d+: This isn't valid Python/);
  });
});

test("every file is read once, however many flows are read", async () => {
  const tree = sourceTreeOf({
    "lib.py": "N = 'n'",
    "a.py":
      "from lib import N\nfrom prefect import flow\n@flow(name=N)\ndef f(): ...\n@flow(name=N + '2')\ndef g(): ...",
  });
  const names = await Promise.all(
    Array.from({ length: 20 }, (_, index) => readFlow(tree, index % 2 ? "a.py:f" : "a.py:g")),
  );
  expect(new Set(names.map(({ name }) => name))).toEqual(new Set(["n", "n2"]));
  expect(Math.max(...tree.reads.values())).toBeLessThanOrEqual(1);
});
