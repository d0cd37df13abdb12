import type { Value } from "../../evaluate/values.ts";
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
import { applyConstraint } from "../shapes/constraints.ts";
import { anyShape, type Shape, simple, TypeUnknown } from "../shapes/shape.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";

/** `Annotated[type, metadata...]` anywhere but at the top of a field. */
export function annotatedShape(
  reader: TypeReader,
  type: Value,
  metadata: readonly Value[],
  context: TypeContext,
): Shape {
  // `Annotated[Annotated[T, a], b]` is `Annotated[T, a, b]`.
  if (type.kind === "generic" && type.origin.kind === "external" && type.origin.name === "typing.Annotated") {
    const [inner = type, ...own] = type.args;
    return annotatedShape(reader, inner, [...own, ...metadata], context);
  }
  let shape = withMetadata(reader, reader.read(type, context), metadata, context);
  for (const item of metadata) {
    const info = fieldInfoOf(item);
    if (info && hasDefault(info)) {
      shape = { kind: "default", core: "default", inner: shape, default: shownDefault(info) };
    }
  }
  return shape;
}

/** Puts metadata on a type, in order. What pydantic doesn't know is ignored, as it is there. */
export function withMetadata(
  reader: TypeReader,
  shape: Shape,
  metadata: readonly Value[],
  context: TypeContext,
): Shape {
  return metadata.reduce((current, item) => withOne(reader, current, item, context), shape);
}

function withOne(reader: TypeReader, shape: Shape, item: Value, context: TypeContext): Shape {
  const info = fieldInfoOf(item);
  if (info) return withFieldInfo(reader, shape, info, context);
  if (item.kind === "unknown" || item.kind === "method") {
    throw new TypeUnknown(item.kind === "unknown" ? item.reason : "a part of its `Annotated` isn't known");
  }
  if (item.kind !== "instance") {
    return item.kind === "external" ? withBare(shape, item.name) : shape;
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
      shape,
    );
  }
  const single = singleConstraints[name];
  if (single) {
    const value = bound(single);
    return value ? applyConstraint(shape, single, boundOf(value)) : shape;
  }
  switch (name) {
    case "pydantic.BeforeValidator":
      return item.keywords.has("json_schema_input_type")
        ? inputType(reader, item, context)
        : around(shape, "function-before");
    case "pydantic.AfterValidator":
      return around(shape, "function-after");
    case "pydantic.WrapValidator":
      return item.keywords.has("json_schema_input_type")
        ? inputType(reader, item, context)
        : around(shape, "function-wrap");
    case "pydantic.PlainValidator":
      return inputType(reader, item, context);
    case "pydantic.PlainSerializer":
    case "pydantic.WrapSerializer":
    case "pydantic.Tag":
    case "typing.Doc":
    case "annotated_doc.Doc":
    case "annotated_types.Predicate":
    case "annotated_types.Unit":
      return shape;
    case "annotated_types.Len": {
      const minimum = item.args[0] ?? item.keywords.get("min_length");
      const maximum = item.args[1] ?? item.keywords.get("max_length");
      const least = minimum ? applyConstraint(shape, "min_length", boundOf(minimum)) : shape;
      return maximum && maximum.kind !== "none"
        ? applyConstraint(least, "max_length", boundOf(maximum))
        : least;
    }
    case "annotated_types.Interval":
      return [...item.keywords].reduce(
        (current, [key, value]) =>
          value.kind === "none" ? current : applyConstraint(current, key, boundOf(value)),
        shape,
      );
    case "pydantic.StringConstraints":
      return [...item.keywords].reduce(
        (current, [key, value]) =>
          value.kind === "none" ? current : withOne(reader, current, constraint(key, value), context),
        shape,
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
function withBare(shape: Shape, name: string): Shape {
  if (name === "pydantic.SkipValidation") return around(shape, "any");
  if (name === "pydantic.Strict" || name.startsWith("builtins.") || name.startsWith("typing.")) return shape;
  throw new TypeUnknown(`what \`${name}\` does to a type isn't known`);
}

function withFieldInfo(reader: TypeReader, shape: Shape, info: FieldInfo, context: TypeContext): Shape {
  const constrained = withMetadata(reader, shape, info.metadata, context);
  const tagged = withDiscriminator(constrained, info);
  const updates = { ...schemaUpdates(info), ...schemaExtra(info) };
  if (Object.keys(updates).length === 0) return tagged;
  return { kind: "wrapped", core: tagged.core, inner: tagged, updates };
}

/** `Field(discriminator="kind")`: the union is told apart by a field of its models. */
export function withDiscriminator(shape: Shape, info: FieldInfo): Shape {
  const given = info.attributes.get("discriminator");
  if (!given || given.kind === "none") return shape;
  if (given.kind !== "str") throw new TypeUnknown("the discriminator of a union isn't a constant text");
  if (shape.kind === "nullable") return { ...shape, inner: withDiscriminator(shape.inner, info) };
  if (shape.kind !== "union") throw new TypeUnknown("a discriminator without a union isn't known");
  const choices = shape.choices.flatMap((choice) =>
    tagsOf(choice, given.value).map((tag) => [tag, choice] as [string, Shape]),
  );
  return { kind: "tagged", core: "tagged-union", discriminator: given.value, choices };
}

function tagsOf(choice: Shape, discriminator: string): string[] {
  const body = choice.kind === "definition" ? choice.definition.body : undefined;
  const field = body?.kind === "object" ? body.fields.find(({ name }) => name === discriminator) : undefined;
  const shape = field?.shape.kind === "default" ? field.shape.inner : field?.shape;
  if (shape?.kind !== "literal") throw new TypeUnknown("the models of a tagged union aren't understood");
  return shape.expected.map(String);
}

function around(shape: Shape, core: string): Shape {
  return { kind: "wrapped", core, inner: shape, updates: {} };
}

/** A plain validator takes any input unless it says which. */
function inputType(
  reader: TypeReader,
  item: Extract<Value, { kind: "instance" }>,
  context: TypeContext,
): Shape {
  const given = item.keywords.get("json_schema_input_type");
  return around(given ? reader.read(given, context) : anyShape, "function-plain");
}
