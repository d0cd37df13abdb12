import type { Value } from "../../evaluate/values.ts";
import { applyConstraint } from "../core-schemas/constraints.ts";
import { anyCoreSchema, type CoreSchema, simple, TypeUnknown } from "../core-schemas/core-schema.ts";
import {
  boundOf,
  CONSTRAINT,
  constraint,
  extraOf,
  type FieldInfo,
  fieldInfoOf,
  hasDefault,
  schemaExtra,
  schemaUpdates,
  shownDefault,
} from "../fields/field-info.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";

/** `Annotated[type, metadata...]` anywhere but at the top of a field. */
export function annotatedCoreSchema(
  reader: TypeReader,
  type: Value,
  metadata: readonly Value[],
  context: TypeContext,
): CoreSchema {
  // `Annotated[Annotated[T, a], b]` is `Annotated[T, a, b]`.
  if (type.kind === "generic" && type.origin.kind === "external" && type.origin.name === "typing.Annotated") {
    const [inner = type, ...own] = type.args;
    return annotatedCoreSchema(reader, inner, [...own, ...metadata], context);
  }
  let coreSchema = withMetadata(reader, reader.read(type, context), metadata, context);
  for (const item of metadata) {
    const info = fieldInfoOf(item);
    if (info && hasDefault(info)) {
      coreSchema = { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) };
    }
  }
  return coreSchema;
}

/** Puts metadata on a type, in order. What pydantic doesn't know is ignored, as it is there. */
export function withMetadata(
  reader: TypeReader,
  coreSchema: CoreSchema,
  metadata: readonly Value[],
  context: TypeContext,
): CoreSchema {
  return metadata.reduce((current, item) => withOne(reader, current, item, context), coreSchema);
}

function withOne(reader: TypeReader, coreSchema: CoreSchema, item: Value, context: TypeContext): CoreSchema {
  const info = fieldInfoOf(item);
  if (info) return withFieldInfo(reader, coreSchema, info, context);
  if (item.kind === "unknown" || item.kind === "method") {
    throw new TypeUnknown(item.kind === "unknown" ? item.reason : "a part of its `Annotated` isn't known");
  }
  if (item.kind !== "instance") {
    return item.kind === "external" ? withBare(coreSchema, item.name) : coreSchema;
  }
  if (item.of.kind === "class") {
    throw new TypeUnknown(`what \`${item.of.name}\` does to a type isn't known`);
  }
  const name = item.of.name;
  const [first] = item.args;
  const bound = (keyword: string): Value | undefined => first ?? item.keywords.get(keyword);
  if (name === CONSTRAINT) {
    return [...item.keywords].reduce(
      (current, [key, value]) => applyConstraint(current, key, boundOf(value)),
      coreSchema,
    );
  }
  const single = singleConstraints[name];
  if (single) {
    const value = bound(single);
    return value ? applyConstraint(coreSchema, single, boundOf(value)) : coreSchema;
  }
  switch (name) {
    case "pydantic.BeforeValidator":
      return item.keywords.has("json_schema_input_type")
        ? inputType(reader, item, context)
        : around(coreSchema, "function-before");
    case "pydantic.AfterValidator":
      return around(coreSchema, "function-after");
    case "pydantic.WrapValidator":
      return item.keywords.has("json_schema_input_type")
        ? inputType(reader, item, context)
        : around(coreSchema, "function-wrap");
    case "pydantic.PlainValidator":
      return inputType(reader, item, context);
    case "pydantic.PlainSerializer":
    case "pydantic.WrapSerializer":
    case "pydantic.Tag":
    case "typing.Doc":
    case "annotated_doc.Doc":
    case "annotated_types.Predicate":
    case "annotated_types.Unit":
      return coreSchema;
    case "annotated_types.Len": {
      const minimum = item.args[0] ?? item.keywords.get("min_length");
      const maximum = item.args[1] ?? item.keywords.get("max_length");
      const least = minimum ? applyConstraint(coreSchema, "min_length", boundOf(minimum)) : coreSchema;
      return maximum && maximum.kind !== "none"
        ? applyConstraint(least, "max_length", boundOf(maximum))
        : least;
    }
    case "annotated_types.Interval":
      return [...item.keywords].reduce(
        (current, [key, value]) =>
          value.kind === "none" ? current : applyConstraint(current, key, boundOf(value)),
        coreSchema,
      );
    case "pydantic.StringConstraints":
      return [...item.keywords].reduce(
        (current, [key, value]) =>
          value.kind === "none" ? current : withOne(reader, current, constraint(key, value), context),
        coreSchema,
      );
    case "pydantic.WithJsonSchema":
    case "pydantic.json_schema.WithJsonSchema":
      return simple("other", extraOf(first));
    default:
      throw new TypeUnknown(`what \`${name}\` does to a type isn't known`);
  }
}

const singleConstraints: Record<string, string> = {
  "annotated_types.Gt": "gt",
  "annotated_types.Ge": "ge",
  "annotated_types.Lt": "lt",
  "annotated_types.Le": "le",
  "annotated_types.MultipleOf": "multiple_of",
  "annotated_types.MinLen": "min_length",
  "annotated_types.MaxLen": "max_length",
  "pydantic.Strict": "strict",
  "pydantic.AllowInfNan": "allow_inf_nan",
};

/** A class instead of an instance as metadata (`Annotated[int, Strict]`). */
function withBare(coreSchema: CoreSchema, name: string): CoreSchema {
  if (name === "pydantic.SkipValidation") return around(coreSchema, "any");
  if (name === "pydantic.Strict" || name.startsWith("builtins.") || name.startsWith("typing."))
    return coreSchema;
  throw new TypeUnknown(`what \`${name}\` does to a type isn't known`);
}

function withFieldInfo(
  reader: TypeReader,
  coreSchema: CoreSchema,
  info: FieldInfo,
  context: TypeContext,
): CoreSchema {
  const constrained = withMetadata(reader, coreSchema, info.metadata, context);
  const tagged = withDiscriminator(constrained, info);
  const updates = { ...schemaUpdates(info), ...schemaExtra(info) };
  if (Object.keys(updates).length === 0) return tagged;
  return { kind: "wrapped", core: tagged.core, inner: tagged, updates };
}

/** `Field(discriminator="kind")`: the union is told apart by a field of its models. */
export function withDiscriminator(coreSchema: CoreSchema, info: FieldInfo): CoreSchema {
  const given = info.attributes.get("discriminator");
  if (!given || given.kind === "none") return coreSchema;
  if (given.kind !== "str") throw new TypeUnknown("the discriminator of a union isn't a constant text");
  if (coreSchema.kind === "nullable")
    return { ...coreSchema, inner: withDiscriminator(coreSchema.inner, info) };
  if (coreSchema.kind !== "union") throw new TypeUnknown("a discriminator without a union isn't known");
  const choices = coreSchema.choices.flatMap((choice) =>
    tagsOf(choice, given.value).map((tag) => [tag, choice] as [string, CoreSchema]),
  );
  return { kind: "tagged", core: "tagged-union", discriminator: given.value, choices };
}

function tagsOf(choice: CoreSchema, discriminator: string): string[] {
  const body = choice.kind === "definition" ? choice.definition.body : undefined;
  const field = body?.kind === "object" ? body.fields.find(({ name }) => name === discriminator) : undefined;
  const coreSchema = field?.coreSchema.kind === "default" ? field.coreSchema.inner : field?.coreSchema;
  if (coreSchema?.kind !== "literal") throw new TypeUnknown("the models of a tagged union aren't understood");
  return coreSchema.expected.map(String);
}

function around(coreSchema: CoreSchema, core: string): CoreSchema {
  return { kind: "wrapped", core, inner: coreSchema, updates: {} };
}

/** A plain validator takes any input unless it says which. */
function inputType(
  reader: TypeReader,
  item: Extract<Value, { kind: "instance" }>,
  context: TypeContext,
): CoreSchema {
  const given = item.keywords.get("json_schema_input_type");
  return around(given ? reader.read(given, context) : anyCoreSchema, "function-plain");
}
