import fc from "fast-check";
import { runLocally } from "#command";
import { type Json, jsonText, ofFloat, ofInt, type PythonScalar, parseJson, pythonRepr, same } from "#json";
import { prefectProgram } from "#services";

const PROGRAM = `
import json, sys
request = json.loads(sys.stdin.buffer.read())
def written(text):
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
json.dump({
  "written": [written(text) for text in request["texts"]],
  "shown": [repr(json.loads(text)) for text in request["scalars"]],
  "equal": [written(a) == written(b) for a, b in request["pairs"]],
}, sys.stdout)
`;

interface Answer {
  written: string[];
  shown: string[];
  equal: boolean[];
}

async function askPython(texts: string[], scalars: string[], pairs: [string, string][]): Promise<Answer> {
  const python = await prefectProgram("python");
  const input = JSON.stringify({ texts, scalars, pairs });
  const { stdout, stderr } = await runLocally(python, ["-c", PROGRAM], { input });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const SEED = 20_260_701;
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: count });

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const whole = finite.map((value) => Math.round(value % 1e18));
const digits = (most: number) => fc.stringMatching(new RegExp(`^(0|[1-9][0-9]{0,${most}})$`));
const fraction = fc.stringMatching(/^(\.[0-9]{1,20})?$/);
const exponent = fc.stringMatching(/^([eE][+-]?[0-2]?[0-9]{1,2})?$/);
/** A number in any of the ways that JSON allows. */
const numberText = fc
  .oneof(
    fc.tuple(fc.constantFrom("", "-"), digits(30), fraction, exponent).map((parts) => parts.join("")),
    finite.map(String),
    whole.map(String),
    fc.constantFrom("25.0", "25", "1e16", "-0.0", "-0", "1e3", "100000000000000000000", "0.00001", "1E400"),
  )
  .filter((text) => Number.isFinite(Number(text)) || !/[.eE]/.test(text));

/** JSON of any shape as text, blanks included. */
const { text: valueText } = fc.letrec<{ text: string }>((tie) => {
  const blank = fc.constantFrom("", "", " ", "\n\t");
  const inner = fc.tuple(blank, tie("text"), blank).map((parts) => parts.join(""));
  const key = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("a", "b", "__proto__", "1", "toJSON"),
  );
  return {
    text: fc.oneof(
      { maxDepth: 4 },
      numberText,
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(": 25.0,", "\u0000n25.0", "[1e5")).map(asJson),
      fc.constantFrom("null", "true", "false"),
      fc.array(inner).map((items) => `[${items.join(",")}]`),
      fc.array(fc.tuple(key, inner)).map((entries) => {
        const shown = entries.map(([name, value]) => `${asJson(name)}:${value}`);
        return `{${shown.join(",")}}`;
      }),
    ),
  };
});

function asJson(text: string): string {
  return JSON.stringify(text);
}

test("JSON of any shape is written again as Python's json writes it", async () => {
  const texts = sample(valueText, 3000);
  const numbers = sample(numberText, 3000);
  const { written } = await askPython([...texts, ...numbers], [], []);
  const ours = [...texts, ...numbers].map((text) => jsonText(parseJson(text)));
  // Objects of JavaScript put keys that read as whole numbers first: their order has no meaning.
  const isOrdered = (text: string) => !/"\d+":/.test(text);
  const compared = ours
    .map((text, index) => [text, written[index]])
    .filter(([text]) => isOrdered(text ?? ""));
  expect(compared.filter(([one, other]) => one !== other)).toEqual([]);
  expect(compared.length).toBeGreaterThan(5000);
  expect(compared.filter(([text]) => /\d\.0\b|e[+-]\d/.test(text ?? "")).length).toBeGreaterThan(500);
});

test("two texts are the same value for us where they are for Python, kind of number included", async () => {
  const near = numberText.chain((text) =>
    fc.tuple(
      fc.constant(text),
      fc.constantFrom(
        text,
        `${text.replace(/[.eE].*/s, "")}.0`,
        `${text.replace(/[.eE].*/s, "")}`,
        "0",
        "0.0",
      ),
    ),
  );
  const pairs = sample(near, 3000);
  const { equal } = await askPython([], [], pairs);
  const ours = pairs.map(([a, b]) => same(parseJson(a), parseJson(b)));
  expect(pairs.filter((_, index) => ours[index] !== equal[index])).toEqual([]);
  expect(equal.filter(Boolean).length).toBeGreaterThan(500);
  expect(equal.filter((one) => !one).length).toBeGreaterThan(500);
});

/** Python's tables of which characters can be printed are of another Unicode than JavaScript's: none of the newer. */
const shown = fc.constantFrom(
  ..."'\"\\\n\r\t aé€ß😀",
  "\u0000",
  "\u007f",
  "\u00a0",
  "\u00ad",
  "\u2028",
  "\ue000",
  "\u{e0001}",
);

test("floats, integers and texts are shown as by Python's repr", async () => {
  const scalars: PythonScalar[] = [
    ...sample(finite, 2000),
    ...sample(whole, 1000).filter((value) => !Object.is(value, -0)),
    ...sample(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), 500),
    ...sample(fc.string({ unit: shown }), 500),
    ...[true, false, null],
  ];
  const texts = scalars.map((value) => {
    const json: Json =
      typeof value === "number" ? ofFloat(value) : typeof value === "bigint" ? ofInt(value) : value;
    return jsonText(json);
  });
  const { shown: theirs } = await askPython([], texts, []);
  const ours = scalars.map(pythonRepr);
  expect(ours.map((text, index) => [text, theirs[index]]).filter(([a, b]) => a !== b)).toEqual([]);
});
