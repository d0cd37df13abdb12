import fc from "fast-check";

/**
 * Templates' variables and job variables for them, as JSON text so that 1.0 stays a float: few names and few values, so
 * that they meet often.
 */

const NAMES = ["cpu", "memory", "env", "team", "required", "a"];
const STRINGS = [
  "",
  "a",
  "two",
  "12Gi",
  "x-1",
  "eu\\n",
  "ä",
  "2026-11-28",
  "1.2.3.4",
  "{{ ctx.flow_run.id }}",
];
const PATTERNS = [
  "^a",
  "^\\\\d+Gi$",
  "i$",
  "^[\\\\w-]+$",
  "\\\\bx",
  "^(?P<n>x)-\\\\d\\\\Z",
  "(?i)GI",
  "{{",
  "^.$",
];
const FORMATS = [
  "date",
  "ipv4",
  "ipv6",
  "email",
  "uuid",
  "date-time",
  "time",
  "regex",
  "uri",
  "json-pointer",
];
const NUMBERS = ["0", "1", "2", "3", "12", "-1", "1.0", "1.5", "2.0", "0.5", "9007199254740993", "1e3"];

const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom(...NUMBERS);
const string = fc.constantFrom(...STRINGS).map((text) => `"${text}"`);
const scalar = fc.oneof(number, string, fc.constantFrom("null", "true", "false"));

const object = (value: fc.Arbitrary<string>) => fc.dictionary(name, value, { maxKeys: 4 }).map(objectText);
const list = (value: fc.Arbitrary<string>) =>
  fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(",")}]`);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: list(scalar) },
  { weight: 1, arbitrary: object(fc.oneof(scalar, list(scalar), object(scalar))) },
);

/** The keywords of one schema: some of these, each with its value. */
const keywords = (schema: fc.Arbitrary<string>): fc.Arbitrary<string>[] => {
  const count = fc.constantFrom("0", "1", "2", "2.0");
  const types = fc.constantFrom("string", "integer", "number", "boolean", "null", "array", "object");
  const type = fc.oneof(
    { weight: 5, arbitrary: types.map((one) => `"${one}"`) },
    {
      weight: 1,
      arbitrary: fc
        .array(types, { minLength: 1, maxLength: 2 })
        .map((some) => JSON.stringify([...new Set(some)])),
    },
  );
  const schemas = fc.array(schema, { minLength: 1, maxLength: 2 }).map((some) => `[${some.join(",")}]`);
  const names = fc.uniqueArray(name, { maxLength: 2 }).map((some) => JSON.stringify(some));
  const byName = fc.dictionary(name, schema, { maxKeys: 3 }).map(objectText);
  const known: Record<string, fc.Arbitrary<string>> = {
    type,
    default: value,
    enum: fc.array(value, { minLength: 1, maxLength: 3 }).map((some) => `[${some.join(",")}]`),
    const: value,
    minimum: number,
    exclusiveMaximum: number,
    multipleOf: fc.constantFrom("1", "2", "0.5", "3.0"),
    minLength: count,
    maxLength: count,
    pattern: fc.constantFrom(...PATTERNS).map((pattern) => `"${pattern}"`),
    format: fc.constantFrom(...FORMATS).map((format) => `"${format}"`),
    items: fc.oneof({ weight: 6, arbitrary: schema }, { weight: 1, arbitrary: schemas }),
    prefixItems: schemas,
    minItems: count,
    uniqueItems: fc.constantFrom("true", "false"),
    contains: schema,
    maxContains: count,
    properties: byName,
    required: names,
    additionalProperties: fc.oneof(fc.constantFrom("true", "false"), schema),
    patternProperties: schema.map((one) => `{"^[a-c]": ${one}}`),
    propertyNames: fc.constantFrom('{"maxLength": 3}', '{"pattern": "^[a-m]"}'),
    minProperties: count,
    dependentRequired: names.map((some) => `{"cpu": ${some}}`),
    dependentSchemas: schema.map((one) => `{"cpu": ${one}}`),
    anyOf: schemas,
    oneOf: schemas,
    allOf: schemas,
    not: schema,
    'if":{},"then': schema,
    'if":{"type":"string"},"else': schema,
    unevaluatedProperties: fc.constantFrom("true", "false"),
    $ref: fc.constantFrom('"#/definitions/Size"', '"#/definitions/Credentials"', '"#/definitions/Absent"'),
    // What Ajv would obey and Python passes over.
    nullable: fc.constantFrom("true", "false"),
    dependencies: names.map((some) => `{"cpu": ${some}}`),
    id: fc.constant('"x"'),
  };
  return Object.entries(known).map(([keyword, arbitrary]) => arbitrary.map((text) => `"${keyword}":${text}`));
};

const { schema } = fc.letrec<{ schema: string }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '{"type":"string"}',
        '{"type":"integer"}',
        '{"type":"integer","default":1}',
        "{}",
      ),
    },
    { weight: 4, arbitrary: someOf(keywords(tie("schema")), 1, 4) },
    { weight: 1, arbitrary: fc.constantFrom("true", "false", '{"$ref":"#/definitions/Size"}') },
  ),
}));

/** Definitions that everything may refer to; the second one is a block's, which may be named by its id. */
const definitions = fc
  .record({ size: schema, block: schema })
  .map(
    ({ size, block }) =>
      `{"Size":${size},"Credentials":{"title":"Credentials","type":"object","block_type_slug":"secret","properties":{"value":${block}},"required":["value"]}}`,
  );

/** What stands under `variables`: JSON text. */
const variables = fc
  .record({
    properties: fc.dictionary(
      name,
      fc.oneof(
        { weight: 9, arbitrary: schema },
        { weight: 1, arbitrary: fc.constant('{"allOf":[{"$ref":"#/definitions/Credentials"}]}') },
      ),
      { maxKeys: 4 },
    ),
    definitions,
    required: fc.uniqueArray(name, { maxLength: 1 }),
    additional: fc.constantFrom(undefined, undefined, "true", "false", '{"type":"string"}'),
    more: fc.oneof(
      { weight: 6, arbitrary: fc.constant("") },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ',"minProperties":1',
          ',"maxProperties":2',
          ',"dependentRequired":{"cpu":["memory"]}',
        ),
      },
    ),
  })
  .map(
    ({ properties, definitions, required, additional, more }) =>
      `{"type":"object","properties":${objectText(properties)},"required":${JSON.stringify(required)},"definitions":${definitions}${
        additional === undefined ? "" : `,"additionalProperties":${additional}`
      }${more}}`,
  );

/** Variables of a template with job variables for it. */
export const templateAndJobVariables = fc.record({
  variables,
  given: object(
    fc.oneof(
      { weight: 12, arbitrary: value },
      {
        weight: 1,
        arbitrary: fc.constant('{"$ref":{"block_document_id":"1b4e28ba-2fa1-11d2-883f-0016d3cca427"}}'),
      },
    ),
  ),
  own: object(value),
});

function objectText(entries: Record<string, string>): string {
  return `{${Object.entries(entries)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .join(",")}}`;
}

function someOf(all: readonly fc.Arbitrary<string>[], least: number, most: number): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.nat(all.length - 1), { minLength: least, maxLength: most })
    .chain((indices) => fc.tuple(...indices.map((index) => all[index] as fc.Arbitrary<string>)))
    .map((parts) => `{${parts.join(",")}}`);
}
