import { jsonText } from "#json";
import {
  InvalidValue,
  parseBoolean,
  parseChoice,
  parseDuration,
  parseInteger,
  parseJsonMap,
  parseList,
  parseTextMap,
} from "../src/index.ts";

describe("a list", () => {
  test.each([
    ["a,b , c", ["a", "b", "c"]],
    ["a\n  b\r\n\nc,d\n", ["a", "b", "c", "d"]],
    ['["a, b", "c\\nd", 1, 1.0, true]', ["a, b", "c\nd", "1", "1.0", "true"]],
    ["flows/{a,b}/*.yaml, x", ["flows/{a,b}/*.yaml", "x"]],
    ["[ab]*.yaml", ["[ab]*.yaml"]],
    ["[]", []],
    ["", []],
    ['["a","b"]\n[]\n["c"]\n', ["a", "b", "c"]],
    ["[a]\n[b]", ["[a]", "[b]"]],
  ])("%j", (text, items) => expect(parseList(text)).toEqual(items));

  test("broken JSON is a fault, not a list of its pieces", () => {
    expect(() => parseList('["a", "b"')).toThrow(InvalidValue);
    expect(() => parseList('[{"a": 1}]')).toThrow(InvalidValue);
  });
});

describe("a map", () => {
  test.each([
    ["A=1\n# note\n\nB = x=y ", { A: "1", B: "x=y" }],
    ["deploy to DEV=success\nlook: here=skipped", { "deploy to DEV": "success", "look: here": "skipped" }],
    ["a b: c=d", { "a b": "c=d" }],
    ["URL=https://host:80/?a={b}", { URL: "https://host:80/?a={b}" }],
    ['image: "repo:1"\nversion: 1.10', { image: "repo:1", version: "1.10" }],
    ['{"a": "b=c"}', { a: "b=c" }],
    ["a: b=c", { a: "b=c" }],
    ["", {}],
  ])("%j", (text, map) => expect(parseTextMap(text)).toEqual(map));

  test("with values of any kind", () => {
    expect(parseJsonMap("env: {A: x=y}\ncpu: 2\nlist: [1, a]")).toEqual({
      env: { A: "x=y" },
      cpu: 2,
      list: [1, "a"],
    });
    expect(parseJsonMap("cpu=2")).toEqual({ cpu: "2" });
  });

  test("with numbers that stay what they are", () => {
    const text = "a: 25.0\nb: 25\nc: 1e16\nd: -0.0\ne: 100000000000000000000\nf: [1.0, {g: 1e3}]\nh: 1_0";
    expect(jsonText(parseJsonMap(text))).toBe(
      '{"a":25.0,"b":25,"c":1e+16,"d":-0.0,"e":100000000000000000000,"f":[1.0,{"g":1000.0}],"h":"1_0"}',
    );
    const json = '{"a":25.0,"b":[25,1e+16,-0.0,100000000000000000000]}';
    expect(jsonText(parseJsonMap(json))).toBe(json);
    expect(() => parseJsonMap("a: .inf")).toThrow("JSON hasn't");
    for (const text of ["25.0", "25"]) expect(() => parseJsonMap(text)).toThrow("is no mapping");
  });

  test.each(["A=1\nnonsense", "just words", "- a\n- b", "- a=b", "a: [", "a: {b: c}"])(
    "refuses %j",
    (text) => {
      expect(() => parseTextMap(text)).toThrow(InvalidValue);
    },
  );

  test("a fault does not quote the value, which may be secret", () => {
    let message = "";
    try {
      parseTextMap("password: 'hunter2");
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/neither KEY=value lines nor YAML/);
    expect(message).not.toContain("hunter2");
  });
});

test("a boolean follows the runner's rule", () => {
  expect(["true", "True", "TRUE"].map(parseBoolean)).toEqual([true, true, true]);
  expect(["false", "False", "FALSE"].map(parseBoolean)).toEqual([false, false, false]);
  for (const text of ["yes", "1", "tRUE"]) expect(() => parseBoolean(text)).toThrow(InvalidValue);
});

test("an integer is decimal and within its range", () => {
  expect(parseInteger("08")).toBe(8);
  for (const text of ["1.5", "1e3", "0x10", "", " 1", "0", "17"]) {
    expect(() => parseInteger(text, 1, 16)).toThrow(InvalidValue);
  }
});

test("a choice names what is allowed", () => {
  expect(parseChoice("keep", ["keep", "delete"])).toBe("keep");
  try {
    parseChoice("drop\n::error::x", ["keep", "delete"]);
    throw new Error("It was taken.");
  } catch (error) {
    expect(error).toMatchObject({ message: expect.not.stringContaining("\n"), fix: "Use keep, delete." });
  }
});

test.each([
  ["90", 90],
  ["90s", 90],
  ["10m", 600],
  ["12h", 43_200],
  ["14d", 1_209_600],
  ["2w", 1_209_600],
  ["0", 0],
  ["5 M", 300],
])("the duration %s is %d seconds", (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(["", "10x", "-5", "1.5h", "m", "1h30m", "1e3"])("%j is no duration", (text) => {
  expect(() => parseDuration(text)).toThrow(/which is no duration\.$/);
});

test("a duration has limits", () => {
  expect(parseDuration("1m", 60, 3600)).toBe(60);
  expect(() => parseDuration("59", 60, 3600)).toThrow(/within its limits/);
  expect(() => parseDuration("2h", 60, 3600)).toThrow(/within its limits/);
});
