import {
  canonicalText,
  ExactNumber,
  isObject,
  type Json,
  jsonText,
  parseJson,
  pythonNumber,
  same,
  sameStored,
  storedForm,
} from "#json";

/** Numbers as Python's `json` writes them, each with what it is: an int (bigint) or a float. */
const NUMBERS: [string, bigint | number][] = [
  ["25.0", 25],
  ["25", 25n],
  ["1e+16", 1e16],
  ["10000000000000000", 10n ** 16n],
  ["-0.0", -0],
  ["0", 0n],
  ["100000000000000000000", 10n ** 20n],
  ["1e+20", 1e20],
  ["1e-05", 1e-5],
  ["0.1", 0.1],
  ["-1.5", -1.5],
  ["9007199254740993", 9_007_199_254_740_993n],
];

test.each(NUMBERS)("%s comes through reading and writing, and stays what it is", (text, value) => {
  const read = parseJson(`{"a": [${text}]}`) as { a: [number] };
  expect(jsonText(read)).toBe(`{"a":[${text}]}`);
  expect(canonicalText(read)).toBe(`{"a":[${text}]}`);
  expect(Object.is(pythonNumber(read.a[0]), value)).toBe(true);
});

test("numbers are equal where they are one value of one kind", () => {
  const texts = NUMBERS.map(([text]) => text);
  for (const a of texts) {
    for (const b of texts) expect(same(parseJson(a), parseJson(b))).toBe(a === b);
  }
});

test.each([
  ["1e2", "100.0"],
  ["1E-7", "1e-07"],
  ["2.50", "2.5"],
  ["0.99999999999999999999", "1.0"],
  ["-0", "0"],
  ["0.00001", "1e-05"],
])("%s is read as Python reads it, and written as %s", (given, written) => {
  expect(jsonText(parseJson(given))).toBe(written);
});

test("a number beyond a float is refused, and so is what is no JSON", () => {
  for (const text of ["1e400", "NaN", "Infinity", "25.", ".5", "[25.0,]", '{"a":25.0', "01"]) {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  }
});

test("texts that look like numbers, keys that come twice and `__proto__` are read as by JSON.parse", () => {
  for (const text of ['["x: 25.0, 1e5"]', '{"a":1.0,"b":1,"a":2.5}', '{"__proto__":{"x":1e5},"y":25.0}']) {
    const plain = (value: Json) =>
      JSON.parse(jsonText(value), (_, item) => (typeof item === "number" ? item : item));
    expect(plain(parseJson(text))).toEqual(JSON.parse(text));
  }
  expect(Object.keys(parseJson('{"__proto__":25.0}') as object)).toEqual(["__proto__"]);
});

test("a number is no object, and JSON.stringify can't change it in silence", () => {
  const number = parseJson("25.0");
  expect(number).toBeInstanceOf(ExactNumber);
  expect(isObject(number)).toBe(false);
  expect(() => JSON.stringify({ number })).toThrow("use jsonText");
});

test.each([
  ["1e+16", "10000000000000000"],
  ["-1.2345678901234568e+17", "-123456789012345680"],
  ["1.5e+30", `15${"0".repeat(29)}`],
  ["-0.0", "0.0"],
])("%s is what PostgreSQL gives back as %s", (sent, stored) => {
  expect(jsonText(storedForm(parseJson(sent)))).toBe(stored);
  expect(sameStored({ a: [parseJson(sent)] }, { a: [parseJson(stored)] })).toBe(true);
});

test("every server tells other floats from integers", () => {
  for (const [float, int] of [
    ["25.0", "25"],
    ["1000000000000000.0", "1000000000000000"],
    ["0.0", "0"],
  ]) {
    expect(sameStored(parseJson(float ?? ""), parseJson(int ?? ""))).toBe(false);
  }
  expect(sameStored(parseJson("1e+16"), parseJson("10000000000000001"))).toBe(false);
  expect(sameStored(undefined, null)).toBe(false);
});

test("texts can be replaced, and levels indented, beside any number", () => {
  for (const number of ["25.0", "25"]) {
    const value = parseJson(`{"a":["secret",${number}]}`);
    const replace = (text: string) => text.replace("secret", "***");
    expect(jsonText(value, { indent: 1, replace })).toBe(`{\n "a": [\n  "***",\n  ${number}\n ]\n}`);
  }
});

test("the canonical text has its keys in order", () => {
  expect(canonicalText({ b: 1, a: { d: null, c: [true, "x"] } })).toBe(
    '{"a":{"c":[true,"x"],"d":null},"b":1}',
  );
});
