import { isObject, type Json, type JsonObject } from "#json";

/** The server fails on such a schema, with 500 where it checks job variables. */
export class ServerFails extends Error {}

/**
 * The schema of a template's variables as the server changes it before it checks against it: pydantic 1 made templates
 * whose optional fields don't take null and whose tuples are written as they were once (`preprocess_schema` of
 * `prefect.utilities.schema_tools.validation`).
 *
 * @param allowNoneWithDefault whether a variable with a default takes null, too
 * @throws ServerFails for what the server trips over, such as a variable whose schema is `true`
 */
export function preprocessed(given: JsonObject, allowNoneWithDefault: boolean): JsonObject {
  const schema = { ...given };
  if ("properties" in schema) {
    schema.properties = withFixedProperties(schema.properties, schema.required, allowNoneWithDefault);
  }
  const { definitions } = schema;
  if (!isObject(definitions)) return schema;
  const fixed = { ...definitions };
  for (const [name, definition] of Object.entries(definitions)) {
    if (!isObject(definition)) throw new ServerFails(`the definition ${name} is no object`);
    const own =
      "properties" in definition
        ? {
            ...definition,
            properties: withFixedProperties(definition.properties, definition.required, allowNoneWithDefault),
          }
        : definition;
    fixed[name] = own;
    if (!("block_type_slug" in own)) continue;
    if (typeof own.title !== "string") throw new ServerFails(`the definition ${name} has no title`);
    fixed[own.title] = { oneOf: [own, BLOCK_BY_ID] };
  }
  schema.definitions = fixed;
  return schema;
}

/** How a block is named instead of written out. */
const BLOCK_BY_ID: JsonObject = {
  type: "object",
  properties: {
    $ref: {
      oneOf: [
        { type: "string", format: "uuid" },
        { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
      ],
    },
  },
  required: ["$ref"],
};

function withFixedProperties(
  properties: Json | undefined,
  required: Json | undefined,
  allowNoneWithDefault: boolean,
): Json {
  if (!isObject(properties)) throw new ServerFails("`properties` is no object");
  const names = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      if (!isObject(schema)) throw new ServerFails(`the schema of ${name} is no object`);
      const fixed = withTuple(names.includes(name) ? schema : withNull(schema, allowNoneWithDefault));
      if (!("properties" in fixed)) return [name, fixed];
      const inner = withFixedProperties(fixed.properties, fixed.required, allowNoneWithDefault);
      return [name, { ...fixed, properties: inner }];
    }),
  );
}

function withNull(schema: JsonObject, allowNoneWithDefault: boolean): JsonObject {
  const { type, ...rest } = schema;
  if (type === undefined || type === "null") return schema;
  if ("default" in schema && !allowNoneWithDefault) return schema;
  return { ...rest, anyOf: [{ type }, { type: "null" }] };
}

function withTuple(schema: JsonObject): JsonObject {
  const { items, prefixItems, ...rest } = schema;
  const hasPrefix = Array.isArray(prefixItems) && prefixItems.length > 0;
  if (!Array.isArray(items) || items.length === 0 || hasPrefix) return schema;
  return { ...rest, prefixItems: items };
}

/** Prefect's `remove_nested_keys(["required"], ...)`: through mappings, not through lists. */
export function withoutRequired(schema: Json): Json {
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== "required")
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}
