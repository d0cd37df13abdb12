import { type Json, type JsonObject, ofFloat, same } from "#json";
import type { Value } from "../../evaluate/values.ts";
import { constraintKeywords, withConstraints } from "../core-schemas/constraints.ts";
import {
  type CoreSchema,
  type Definition,
  type Field,
  NoSchema,
  TypeUnknown,
} from "../core-schemas/core-schema.ts";
import { DefinitionNames } from "./definition-names.ts";
import { distinct, flattenedAnyOf, literal, takesTitle, titleOf } from "./schema-parts.ts";

/** A type has no JSON schema (pydantic's PydanticInvalidForJsonSchema). */
export class NotForJson extends NoSchema {
  /** True where the type is part of a definition. */
  inDefinition = false;
}

/**
 * Makes JSON schema of core schemas as `pydantic.json_schema.GenerateJsonSchema` does in validation mode, with Prefect's
 * change that a class it doesn't know gives an empty schema. One generator makes one schema.
 */
export class JsonSchemaGenerator {
  readonly names = new DefinitionNames();
  private readonly encode: (value: Value) => Json | undefined;
  private readonly made = new Map<Definition, JsonObject | undefined>();

  /** `encode` gives the JSON of a default, or undefined where it has none. */
  constructor(encode: (value: Value) => Json | undefined) {
    this.encode = encode;
  }

  /** Definitions that `json` refers to, directly or not, and `json` itself with the final names. */
  finish(json: JsonObject): { json: JsonObject; definitions: { [name: string]: Json } } {
    return this.names.finish(json, (key) => this.definitionOf(key));
  }

  private definitionOf(key: string): JsonObject | undefined {
    const definition = this.names.find(key);
    return definition && this.made.get(definition);
  }

  generate(coreSchema: CoreSchema): JsonObject {
    switch (coreSchema.kind) {
      case "simple":
        return withConstraints(coreSchema.json, coreSchema.core, coreSchema.constraints);
      case "number":
        return this.number(coreSchema);
      case "array":
        return withConstraints(
          {
            type: "array",
            ...(coreSchema.unique ? { uniqueItems: true } : {}),
            items: this.generate(coreSchema.items),
          },
          "list",
          coreSchema.constraints,
        );
      case "tuple":
        return withConstraints(
          this.tuple(coreSchema.items, coreSchema.variadic),
          "list",
          coreSchema.constraints,
        );
      case "dict":
        return withConstraints(this.dict(coreSchema.keys, coreSchema.values), "dict", coreSchema.constraints);
      case "literal":
        return literal(coreSchema.expected);
      case "union":
        return this.union(coreSchema.choices);
      case "tagged":
        return this.tagged(coreSchema);
      case "nullable": {
        const inner = this.generate(coreSchema.inner);
        const none: JsonObject = { type: "null" };
        return same(inner, none) ? none : flattenedAnyOf([inner, none]);
      }
      case "default": {
        const json = { ...this.generate(coreSchema.inner) };
        const encoded = coreSchema.default && this.encode(coreSchema.default);
        if (encoded !== undefined) json.default = encoded;
        return json;
      }
      case "json":
        return {
          type: "string",
          contentMediaType: "application/json",
          contentSchema: this.generate(coreSchema.content),
        };
      case "wrapped":
        return { ...this.generate(coreSchema.inner), ...coreSchema.updates };
      case "invalid":
        throw new NotForJson(coreSchema.reason);
      case "definition":
        return this.reference(coreSchema.definition);
    }
  }

  private reference(definition: Definition): JsonObject {
    const key = this.names.keyOf(definition);
    if (!this.made.has(definition)) {
      this.made.set(definition, undefined);
      try {
        this.made.set(definition, this.body(definition));
      } catch (error) {
        this.made.delete(definition);
        if (error instanceof NotForJson) error.inDefinition = true;
        throw error;
      }
    }
    return { $ref: `#/definitions/${key}` };
  }

  private body(definition: Definition): JsonObject {
    const { body } = definition;
    if (!body) throw new NoSchema(`${definition.shortName} isn't complete.`);
    switch (body.kind) {
      case "enum":
        return body.json;
      case "schema":
        return { ...this.generate(body.coreSchema), ...body.updates };
      case "object":
        return { ...this.object(body.fields), ...body.updates, ...body.extra };
      case "named-tuple":
        return this.namedTuple(body.fields);
      case "fixed":
        return this.names.adopt(body.json, body.definitions, (inner, json) => this.made.set(inner, json));
    }
  }

  /** `{"type": "object", "properties": ...}` of named fields (`_named_required_fields_schema`). */
  object(fields: readonly Field[]): JsonObject {
    const properties: JsonObject = {};
    const required: string[] = [];
    for (const field of fields) {
      properties[field.name] = this.field(field);
      if (field.required) required.push(field.name);
    }
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
  }

  private field(field: Field): JsonObject {
    const json = { ...this.generate(field.coreSchema), ...field.updates, ...field.extra };
    if (!("title" in json) && takesTitle(field.coreSchema)) json.title = titleOf(field.name);
    return this.withoutRepeated(json);
  }

  private namedTuple(fields: readonly Field[]): JsonObject {
    const prefixItems = fields.map((field) => {
      const json = { ...this.generate(field.coreSchema), ...field.updates, ...field.extra };
      if (!("title" in json) && takesTitle(field.coreSchema)) json.title = titleOf(field.name);
      return json;
    });
    const minItems = fields.filter((field) => field.required).length;
    return {
      type: "array",
      ...(prefixItems.length > 0 ? { prefixItems } : {}),
      ...(minItems > 0 ? { minItems } : {}),
      maxItems: prefixItems.length,
    };
  }

  /** Keys beside a `$ref` that only repeat what the definition says are left out (`handle_ref_overrides`). */
  private withoutRepeated(json: JsonObject): JsonObject {
    if (typeof json.$ref !== "string") return json;
    const referenced = this.definitionOf(json.$ref.slice("#/definitions/".length));
    if (!referenced) return json;
    return Object.fromEntries(
      Object.entries(json).filter(
        ([key, value]) => key === "$ref" || !(key in referenced) || !same(referenced[key] ?? null, value),
      ),
    );
  }

  private number(coreSchema: Extract<CoreSchema, { kind: "number" }>): JsonObject {
    // pydantic makes floats of them, whatever they are.
    const bounds = Object.fromEntries(
      Object.entries(coreSchema.constraints).flatMap(([name, value]) =>
        name in constraintKeywords.numeric ? [[name, ofFloat(Number(value))]] : [],
      ),
    );
    const text: JsonObject =
      coreSchema.core === "fraction" ? { type: "string", format: "fraction" } : { type: "string" };
    return { anyOf: [withConstraints({ type: "number" }, "float", bounds), text] };
  }

  private tuple(items: readonly CoreSchema[], variadic: boolean): JsonObject {
    const [first] = items;
    if (variadic && first) return { type: "array", items: this.generate(first) };
    const prefixItems = items.map((item) => this.generate(item));
    const size = { minItems: prefixItems.length, maxItems: prefixItems.length };
    return { type: "array", ...(prefixItems.length > 0 ? { prefixItems } : {}), ...size };
  }

  private dict(keys: CoreSchema, values: CoreSchema): JsonObject {
    const json: JsonObject = { type: "object" };
    const { title: _title, ...names } = this.generate(keys);
    const isReference = "$ref" in names;
    const pattern = isReference ? undefined : names.pattern;
    if (!isReference) delete names.pattern;
    const { title: _valueTitle, ...value } = this.generate(values);
    if (Object.keys(value).length === 0 && pattern === undefined) json.additionalProperties = true;
    else if (typeof pattern === "string") json.patternProperties = { [pattern]: value };
    else json.additionalProperties = value;
    if (isReference || (names.type === "string" && Object.keys(names).length > 1)) {
      delete names.type;
      json.propertyNames = names;
    }
    return json;
  }

  private union(choices: readonly CoreSchema[]): JsonObject {
    const generated: JsonObject[] = [];
    for (const choice of choices) {
      try {
        generated.push(this.generate(choice));
      } catch (error) {
        if (!(error instanceof NotForJson)) throw error;
        // Whether pydantic leaves the choice out or refuses all depends on where else the definition is used.
        if (error.inDefinition) throw new TypeUnknown("a model in a union has a field without JSON schema");
      }
    }
    const [only] = generated;
    return only && generated.length === 1 ? only : flattenedAnyOf(generated);
  }

  private tagged(coreSchema: Extract<CoreSchema, { kind: "tagged" }>): JsonObject {
    const generated = coreSchema.choices.map(([tag, choice]) => [tag, this.generate(choice)] as const);
    const mapping = Object.fromEntries(generated.map(([tag, json]) => [tag, json.$ref ?? json]));
    return {
      oneOf: distinct(generated.map(([, json]) => json)),
      discriminator: { propertyName: coreSchema.discriminator, mapping },
    };
  }
}
