import { type Json, type JsonObject, parseJson } from "#json";
import { compileSchema, schemaErrors } from "#json-schema";

/** What a schema of one property objects to in its value; both as JSON text, so that their numbers are exact. */
function objections(schema: string, value: string): (string | undefined)[] {
  const check = compileSchema({ properties: { p: parseJson(schema) } });
  return check({ p: parseJson(value) }).map(({ message }) => message);
}

test.each([
  ["an integer is a float without a fraction, too", '{"type": "integer"}', "25.0"],
  ["and one that Python writes with an exponent", '{"type": "integer"}', "1e16"],
  ["a number of any size", '{"type": "number"}', "100000000000000000001"],
  ["bounds that are floats", '{"minimum": 0.0, "maximum": 25.0}', "25"],
  ["a multiple of a float", '{"multipleOf": 0.5}', "25.0"],
  ["a multiple of a float that no integer holds", '{"multipleOf": 5.0}', "1e21"],
  ["25 where 25.0 is one of the values", '{"enum": [24.0, 25.0]}', "25"],
  [
    "a bound that the double beside it would break",
    '{"exclusiveMinimum": 100000000000000000000}',
    "100000000000000000001",
  ],
  ["a multiple beyond a double's digits", '{"multipleOf": 7}', "8070450532247928839"],
  [
    "items that differ in the last digit",
    '{"uniqueItems": true}',
    "[100000000000000000000, 100000000000000000001]",
  ],
  ["a large constant", '{"const": 1e20}', "100000000000000000000"],
  [
    "text beside a large number",
    '{"items": {"type": ["string", "integer"]}}',
    '["a", 100000000000000000001]',
  ],
])("%s fits", (_, schema, value) => {
  expect(objections(schema, value)).toEqual([]);
});

test.each([
  ['{"type": "integer"}', "25.5", "must be integer"],
  ['{"type": "string"}', "25.0", "must be string"],
  ['{"maximum": 24}', "25.0", "must be <= 24"],
  ['{"multipleOf": 10}', "25.0", "must be multiple of 10"],
  ['{"enum": [24.0]}', "25", "must be equal to one of the allowed values"],
  ['{"maximum": 100000000000000000000}', "100000000000000000001", "must be <= 100000000000000000000"],
  ['{"minimum": 1e20}', "99999999999999999999", "must be >= 1e+20"],
  ['{"multipleOf": 10}', "100000000000000000001", "must be multiple of 10"],
  ['{"const": 100000000000000000000}', "100000000000000000001", "must be equal to constant"],
  [
    '{"enum": [100000000000000000000]}',
    "100000000000000000001",
    "must be equal to one of the allowed values",
  ],
  ['{"uniqueItems": true}', "[1, 100000000000000000000, 1e20]", "must NOT have duplicate items"],
])("%s does not take %s: %s", (schema, value, message) => {
  expect(objections(schema, value)).toEqual([message]);
});

test("a value deep inside is named by its place, large or not", () => {
  const schema: Json = { $ref: "#/$defs/n", $defs: { n: { properties: { a: { items: { maximum: 5 } } } } } };
  const check = compileSchema(schema);
  for (const text of ['{"a": [1, 6.0]}', '{"a": [1, 600000000000000000000]}']) {
    expect(check(parseJson(text) as JsonObject).map(({ instancePath }) => instancePath)).toEqual(["/a/1"]);
  }
});

test("a schema that is none is told, one with floats in it is none the worse", () => {
  expect(schemaErrors({ type: "nonsense" })).not.toEqual([]);
  expect(schemaErrors({ $ref: "#/$defs/missing" }).map(({ message }) => message)).toEqual([
    expect.stringContaining("#/$defs/missing"),
  ]);
  expect(schemaErrors(parseJson('{"minimum": 0.0, "default": 25.0, "multipleOf": 1e16}'))).toEqual([]);
});
