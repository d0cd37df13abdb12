import fc from "fast-check";
import { runLocally } from "#command";
import { parseJson } from "#json";
import { compileSchema } from "#json-schema";
import { prefectProgram, propertyRuns } from "#services";

const PROGRAM = `
import json, sys
from prefect.utilities.schema_tools.validation import is_valid
pairs = json.loads(sys.stdin.buffer.read())
json.dump([is_valid({"p": json.loads(v)}, {"properties": {"p": json.loads(s)}}) for s, v in pairs], sys.stdout)
`;

const large = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
const near = fc
  .tuple(fc.constantFrom(2n ** 53n, 10n ** 16n, 10n ** 20n), fc.integer({ min: -3, max: 3 }))
  .map(([base, step]) => base + BigInt(step));
const numberText = fc.oneof(
  fc.integer({ min: -30, max: 30 }).map(String),
  fc.integer({ min: -30, max: 30 }).map((value) => `${value}.0`),
  fc.integer({ min: -300, max: 300 }).map((value) => String(value / 10)),
  large.map(String),
  near.map(String),
  fc.constantFrom("1e16", "1e20", "-0.0", "25.0", "25", "9007199254740992.0", "1e-05"),
);
const factor = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.constantFrom("0.5", "5.0", "0.1", "1e16"),
);
const schema = fc.oneof(
  fc
    .tuple(fc.constantFrom("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const"), numberText)
    .map(([keyword, limit]) => `{"${keyword}": ${limit}}`),
  factor.map((text) => `{"multipleOf": ${text}}`),
  fc.array(numberText, { minLength: 1, maxLength: 4 }).map((texts) => `{"enum": [${texts.join(",")}]}`),
  fc.constantFrom('{"type": "integer"}', '{"type": "number"}', '{"type": ["null", "integer"]}'),
);
/** Mostly the limits themselves, and what is near to them. */
const pair = schema.chain((text) => {
  const limits = text.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g) ?? ["25"];
  const others = limits.flatMap((limit) => [limit, limit.includes(".") ? limit : `${limit}.0`]);
  return fc.tuple(fc.constant(text), fc.oneof(numberText, fc.constantFrom(...others)));
});

test("numbers fit a schema where they do for Prefect", async () => {
  const pairs = fc
    .sample(pair, { seed: 20_260_702, numRuns: propertyRuns(3000) })
    .filter(([, value]) => !/e.*\.0$/.test(value));
  const python = await prefectProgram("python");
  const { stdout, stderr } = await runLocally(python, ["-W", "ignore", "-c", PROGRAM], {
    input: JSON.stringify(pairs),
  });
  if (stdout === "") throw new Error(stderr);
  const theirs: boolean[] = JSON.parse(stdout);
  const ours = pairs.map(([text, value]) => {
    const check = compileSchema({ properties: { p: parseJson(text) } });
    return check({ p: parseJson(value) }).length === 0;
  });
  expect(pairs.filter((_, index) => ours[index] !== theirs[index])).toEqual([]);
  expect(theirs.filter(Boolean).length).toBeGreaterThan(300);
  expect(theirs.filter((fits) => !fits).length).toBeGreaterThan(300);
});
