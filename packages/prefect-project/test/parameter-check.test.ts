import { type Json, parseJson } from "#json";
import { checkParameters } from "../src/build/parameter-check.ts";

/** As Prefect makes it of a flow: positions, titles and defaults say nothing of a value. */
const SCHEMA: { [key: string]: Json } = {
  title: "Parameters",
  type: "object",
  properties: {
    limit: { type: "integer", title: "limit", position: 0 },
    day: { anyOf: [{ type: "string" }, { type: "null" }], title: "day", default: null, position: 1 },
    mode: { enum: ["full", "delta"], title: "mode", position: 2 },
    store: { allOf: [{ $ref: "#/definitions/Store" }], title: "store", position: 3 },
    "a/b": { type: "array", items: { type: "number" }, position: 4 },
  },
  required: ["limit", "store"],
  definitions: {
    Store: {
      type: "object",
      properties: {
        url: { type: "string" },
        parts: { type: "array", items: { $ref: "#/definitions/Part" } },
      },
      required: ["url"],
    },
    Part: { type: "object", properties: { size: { type: "integer" } }, additionalProperties: false },
  },
};
const faultsOf = (parameters: { [name: string]: Json }, schema = SCHEMA) =>
  checkParameters(parameters, schema).faults.map(({ parameter, message }) => `${parameter}: ${message}`);

test.each<[string, { [name: string]: Json }]>([
  ["none, though some are required", {}],
  ["one", { limit: 3 }],
  ["one that the flow doesn't have", { other: 3 }],
  ["all", { limit: 3, day: null, mode: "full", store: { url: "s3://", parts: [{ size: 1 }] }, "a/b": [1.5] }],
  ["an object without what it requires", { store: {} }],
  [
    "a float without a fraction where an integer belongs",
    { limit: parseJson("25.0"), "a/b": [parseJson("1e16")] },
  ],
  ["an integer of any size", { limit: parseJson("100000000000000000001") }],
])("%s of the parameters are taken", (_, parameters) => {
  expect(faultsOf(parameters)).toEqual([]);
});

test("each wrong value is told once, in the flow's order, with its place inside", () => {
  const store = { url: 1, parts: [{ size: "large" }] };
  expect(faultsOf({ "a/b": ["x"], store, mode: "none", day: 1, limit: "many" })).toEqual([
    "limit: The flow doesn't take this value of limit: it must be integer.",
    "day: The flow doesn't take this value of day: it must be string.",
    "mode: The flow doesn't take this value of mode: it must be equal to one of the allowed values.",
    "store: The flow doesn't take this value of store at url: it must be string.",
    "a/b: The flow doesn't take this value of a/b at 0: it must be number.",
  ]);
  expect(faultsOf({ store: { parts: [{ size: 1, colour: "red" }] } })).toEqual([
    "store: The flow doesn't take this value of store at parts.0: it must NOT have additional properties.",
  ]);
});

test("another schema, or another choice of parameters, is judged anew", () => {
  expect(faultsOf({ limit: "many" })).toHaveLength(1);
  expect(faultsOf({ limit: 3, day: 1 })).toHaveLength(1);
  expect(faultsOf({ limit: "many" }, { type: "object", properties: { limit: { type: "string" } } })).toEqual(
    [],
  );
  expect(faultsOf({ limit: "many" }, { type: "object", additionalProperties: { type: "null" } })).toEqual([
    "limit: The flow doesn't take this value of limit: it must be null.",
  ]);
});

test("a parameter may be declared as another one is", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "integer" }, b: { $ref: "#/properties/a" } },
  };
  expect(faultsOf({ b: 1 }, schema)).toEqual([]);
  expect(faultsOf({ b: "x" }, schema)).toEqual([
    "b: The flow doesn't take this value of b: it must be integer.",
  ]);
});

test("a schema that names what it doesn't hold is told", () => {
  const schema = { type: "object", properties: { a: { $ref: "#/definitions/None" } } };
  expect(faultsOf({ a: 1 }, schema)[0]).toMatch(
    /^undefined: The flow's parameter schema is no JSON Schema: /,
  );
});

describe("patterns", () => {
  const patterned = (pattern: string) => ({ type: "object", properties: { a: { type: "string", pattern } } });

  test("are checked", () => {
    expect(faultsOf({ a: "2024-01" }, patterned("^\\d{4}-\\d{2}$"))).toEqual([]);
    expect(faultsOf({ a: "today" }, patterned("^\\d{4}-\\d{2}$"))).toEqual([
      'a: The flow doesn\'t take this value of a: it must match pattern "^\\d{4}-\\d{2}$".',
    ]);
    // A code point is one character.
    expect(faultsOf({ a: "😀" }, patterned("^.$"))).toEqual([]);
  });

  test.each(["^(a+)+$", "^(a|aa)+$", "^(.*a){12}$", "^([a-zA-Z]+)*$", "(x+x+)+y"])(
    "%s, which takes a backtracking engine for ever, is answered at once",
    (pattern) => {
      const start = performance.now();
      expect(faultsOf({ a: `${"a".repeat(20_000)}!${"x".repeat(20_000)}` }, patterned(pattern))).toHaveLength(
        1,
      );
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  test.each(["^(?=a)b", "(a)\\1", "(?<!a)b", "((a{0,100}){0,100}){0,100}", "["])(
    "%s, which RE2 refuses, is not checked, and that is told",
    (pattern) => {
      expect(checkParameters({ a: "x" }, patterned(pattern))).toEqual({ faults: [], unchecked: [pattern] });
    },
  );

  test("for names of properties are left out with what depends on them", () => {
    const keys = (pattern: string) => ({
      type: "object",
      properties: {
        a: { patternProperties: { [pattern]: { type: "integer" } }, additionalProperties: false },
      },
    });
    expect(faultsOf({ a: { x1: 1 } }, keys("^x"))).toEqual([]);
    expect(faultsOf({ a: { y1: 1 } }, keys("^x"))).toHaveLength(1);
    expect(checkParameters({ a: { y1: "one" } }, keys("^(?=x)"))).toEqual({
      faults: [],
      unchecked: ["^(?=x)"],
    });
  });

  test("as values, or as names of parameters, are none", () => {
    const schema = {
      type: "object",
      properties: { pattern: { enum: [{ pattern: "(?=x)" }] }, a: { type: "string" } },
    };
    expect(checkParameters({ pattern: { pattern: "(?=x)" } }, schema)).toEqual({ faults: [], unchecked: [] });
  });
});
