import { readFlow } from "#flow-source";
import { sourceTreeOf } from "./source-tree-of.ts";

/** Reads flow `f` of a module with the usual imports. */
function read(source: string, options: { pythonVersion?: string } = {}, others: Record<string, string> = {}) {
  const imports = "from prefect import flow\nfrom pydantic import BaseModel, Field\nfrom typing import *\n";
  return readFlow(sourceTreeOf({ "m.py": imports + source, ...others }), "m.py:f", options);
}

test("a signature becomes Prefect's schema: titles, positions, defaults, descriptions, required", async () => {
  const { parameterSchema, approximate } = await read(
    'class Order(BaseModel):\n  id: int\n@flow\ndef f(order: Order, days: Optional[int] = 3, *rest, mode: Literal["a", "b"]):\n' +
      '  """Loads.\n\n  Args:\n    days: How far back.\n  """',
  );
  expect(approximate).toEqual([]);
  expect(parameterSchema).toEqual({
    title: "Parameters",
    type: "object",
    properties: {
      order: { $ref: "#/definitions/Order", title: "order", position: 0 },
      days: {
        anyOf: [{ type: "integer" }, { type: "null" }],
        default: 3,
        description: "How far back.",
        title: "days",
        position: 1,
      },
      rest: { type: "array", items: {}, default: [], title: "rest", position: 2 },
      mode: { enum: ["a", "b"], type: "string", title: "mode", position: 3 },
    },
    required: ["order", "mode"],
    definitions: {
      Order: {
        title: "Order",
        type: "object",
        properties: { id: { title: "Id", type: "integer" } },
        required: ["id"],
      },
    },
  });
});

test("a flow without parameters has neither required nor definitions", async () => {
  const { parameterSchema } = await read("@flow\ndef f(): ...");
  expect(parameterSchema).toEqual({ title: "Parameters", type: "object", properties: {} });
});

test("a default from outside the repository may be any value, but for classes and constants that are known", async () => {
  const { parameterSchema, approximate } = await read(
    "import logging, os, sys, lake\nfrom decimal import Decimal\n@flow\n" +
      'def f(a: str = lake.NAME, b: str = os.sep, c=lake.tables["x"], d=[lake.NAME], e: int = logging.INFO, g=Decimal, h=len, i=list[int]): ...',
  );
  const outside = (parameter: string, name: string) => ({
    parameter,
    reason: `the default \`${name}\` comes from outside the repository`,
  });
  expect(approximate).toEqual([
    outside("a", "lake.NAME"),
    outside("b", "os.sep"),
    outside("c", "lake.tables"),
    outside("d", "lake.NAME"),
  ]);
  const { properties } = parameterSchema;
  const defaults = Object.entries(properties as Record<string, object>).map(([name, schema]) => [
    name,
    "default" in schema ? schema.default : "none",
  ]);
  expect(Object.fromEntries(defaults)).toEqual({
    a: null,
    b: null,
    c: null,
    d: null,
    e: 20,
    g: "none",
    h: "none",
    i: "none",
  });
});

test("what the source doesn't tell is reported per parameter, and treated as Prefect does without it", async () => {
  const { parameterSchema, approximate } = await read(
    "from lake import Table, today\n@flow\ndef f(a: Table, b: List[Table] = [], c: int = today(), d: int = 1): ...",
  );
  expect(approximate).toEqual([
    { parameter: "a", reason: "what `lake.Table` is can't be told from the repository" },
    { parameter: "b", reason: "what `lake.Table` is can't be told from the repository" },
    { parameter: "c", reason: "the default calls `lake.today`" },
  ]);
  expect(parameterSchema).toMatchObject({
    properties: {
      a: { title: "a", position: 0 },
      b: { title: "b", position: 1, default: [] },
      c: { title: "c", position: 2, type: "integer", default: null },
      d: { title: "d", position: 3, type: "integer", default: 1 },
    },
    required: ["a"],
  });
});

test("syntax of Python 3.12 means what its older forms mean", async () => {
  const { parameterSchema, approximate } = await read(
    "type Ids = list[int]\ntype Pairs[K] = dict[K, Ids]\nclass Box[T](BaseModel):\n  item: T\n  rest: list[T] = []\n" +
      '@flow\ndef f[S: int](a: Ids, b: Pairs[str], c: Box[bool], d: S = 1, e: str = f"{\'x\' + "y"}"): ...',
  );
  expect(approximate).toEqual([]);
  expect(parameterSchema).toMatchObject({
    properties: {
      a: { $ref: "#/definitions/Ids" },
      b: { $ref: "#/definitions/Pairs_str_" },
      c: { $ref: "#/definitions/Box_bool_" },
      d: { type: "integer", default: 1 },
      e: { type: "string", default: "xy" },
    },
    definitions: {
      Ids: { type: "array", items: { type: "integer" } },
      Pairs_str_: { type: "object", additionalProperties: { $ref: "#/definitions/Ids" } },
      Box_bool_: {
        title: "Box[bool]",
        type: "object",
        properties: {
          item: { title: "Item", type: "boolean" },
          rest: { title: "Rest", type: "array", items: { type: "boolean" }, default: [] },
        },
        required: ["item"],
      },
    },
  });
});

describe("typing.TypedDict", () => {
  const source = "class Row(TypedDict):\n  x: int\n@flow\ndef f(row: Row): ...";
  const known = { properties: { row: { $ref: "#/definitions/Row", title: "row", position: 0 } } };

  test("has a schema from Python 3.12 on, as told or as the repository says", async () => {
    expect((await read(source, { pythonVersion: "3.12.4" })).parameterSchema).toMatchObject(known);
    expect((await read(source, {}, { ".python-version": "3.13\n" })).parameterSchema).toMatchObject(known);
    const required = { "pyproject.toml": '[project]\nrequires-python = ">=3.12,<4"\n' };
    expect((await read(source, {}, required)).parameterSchema).toMatchObject(known);
  });

  test("can't be imported before, and isn't known without a version", async () => {
    await expect(read(source, { pythonVersion: "3.11" })).rejects.toThrow(
      /m.py:7:7: The type of the parameter `row`.*typing_extensions/,
    );
    expect((await read(source)).approximate).toMatchObject([{ parameter: "row" }]);
  });
});

test.each([
  ["_hidden: int", /`_hidden` begins with an underscore/],
  ["wait_for=None", /`wait_for` has a name that Prefect or pydantic keeps/],
])("the parameter %s is a fault, as Prefect refuses it", async (parameter, message) => {
  await expect(read(`@flow\ndef f(a, ${parameter}): ...`)).rejects.toThrow(message);
  await expect(read(`@flow\ndef f(a, ${parameter}): ...`)).rejects.toThrow(/^m.py:5:10: /);
});

test("a description that only running tells is reported, the name stays", async () => {
  const reading = await read("import os\n@flow(description=os.getenv('D'), version='1')\ndef f(): 'doc'");
  expect(reading).toMatchObject({ name: "f", version: "1", unknownOptions: [{ option: "description" }] });
});

test("two types of one name get their modules' names", async () => {
  const { parameterSchema } = await read(
    "import other\nclass Mode(BaseModel):\n  a: int\n@flow\ndef f(x: Mode, y: other.Mode): ...",
    {},
    { "other.py": "from pydantic import BaseModel\nclass Mode(BaseModel):\n  b: str\n" },
  );
  expect(Object.keys(parameterSchema.definitions ?? {}).sort()).toEqual(["m__Mode", "other__Mode"]);
});
