import { findCalls } from "#flow-source";

const wanted = { names: ["run_deployment", "arun_deployment"], parameter: "name" };
const textsOf = async (source: string) => (await findCalls(source, wanted)).map(({ text }) => text);
const imported = "from prefect.deployments import run_deployment, arun_deployment\n";

test("finds calls with a literal, with their lines and columns", async () => {
  const source = `${imported}
@flow
async def parent():
    run_deployment("etl/daily", timeout=0)
    await arun_deployment(
        parameters={"x": 1},
        name="etl/hourly",
    )
`;
  expect(await findCalls(source, wanted)).toEqual([
    { function: "run_deployment", line: 5, column: 5, text: "etl/daily" },
    { function: "arun_deployment", line: 6, column: 11, text: "etl/hourly" },
  ]);
});

test.each([
  ["another name", 'from prefect.deployments.flow_runs import run_deployment as go\ngo("a/b")'],
  ["a module", 'import prefect.deployments\nprefect.deployments.run_deployment("a/b")'],
  ["a module's other name", 'import prefect.deployments as d\nd.run_deployment(name="a/b")'],
  ["a module of a package", 'from prefect import deployments\ndeployments.run_deployment("a/b")'],
  ["a relative import", 'from .starting import run_deployment\nrun_deployment("a/b")'],
  ["every name of a module", 'from prefect.deployments import *\nrun_deployment("a/b")'],
  [
    "an import in a function",
    'def f():\n    from prefect.deployments import run_deployment\n    run_deployment("a/b")',
  ],
  ["the asynchronous form", `${imported}await run_deployment.aio("a/b")`],
  ["adjacent literals", `${imported}run_deployment("a" "/" 'b')`],
  ["brackets and a comment", `${imported}run_deployment(  # which\n    ("a/b")\n)`],
  ["a raw literal", `${imported}run_deployment(r"a/b")`],
  ["an f-string without a value", `${imported}run_deployment(f"a/b")`],
  ["escapes", `${imported}run_deployment("\\x61/\\u0062")`],
  ["handing on", `${imported}from functools import partial\npartial(run_deployment, "a/b")`],
  ["handing on by name", `${imported}partial(run_deployment, timeout=0, name="a/b")`],
  ["a call in a call", `${imported}asyncio.run(gather(run_deployment("a/b")))`],
])("finds it by %s", async (_, source) => {
  expect(await textsOf(source)).toEqual(["a/b"]);
});

test.each([
  ["a name", `${imported}run_deployment(NAME)`],
  ["a value in a text", `${imported}run_deployment(f"a/{b}")`],
  ["a sum", `${imported}run_deployment("a/" + b)`],
  ["spread arguments", `${imported}run_deployment(*names, **{"name": "a/b"})`],
  ["bytes", `${imported}run_deployment(b"a/b")`],
  ["nothing", `${imported}run_deployment()`],
])("has no text for %s", async (_, source) => {
  expect(await textsOf(source)).toEqual([null]);
});

test.each([
  ["a comment and a text", `${imported}# run_deployment("a/b")\nx = 'run_deployment("a/b")'`],
  ["a method", 'class A:\n    def f(self):\n        self.run_deployment("a/b")'],
  ["a function of the file's own", 'from x import *\ndef run_deployment(name): ...\nrun_deployment("a/b")'],
  ["an unknown name", 'run_deployment("a/b")'],
  ["a definition", "def run_deployment(name): ..."],
  ["a function that is only named", `${imported}tasks = [run_deployment]\nprint(run_deployment)`],
  ["another function's result", `${imported}run_deployment_later("a/b")`],
  ["an attribute of a call", `${imported}make().run_deployment("a/b")`],
])("takes for no call: %s", async (_, source) => {
  expect(await textsOf(source)).toEqual([]);
});

test("a file that isn't whole is read as far as it goes", async () => {
  expect(await textsOf(`${imported}run_deployment("a/b")\ndef broken(:\n`)).toEqual(["a/b"]);
});
