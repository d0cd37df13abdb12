import type { Json } from "#json";
import { resolutionOrder } from "../evaluate/classes.ts";
import type { ClassValue, Instance, Value } from "../evaluate/values.ts";
import { ownFields } from "./classes/class-fields.ts";
import { dataclassFields, isDataclass, isPydanticDataclass } from "./classes/dataclasses.ts";
import { modelConfig } from "./classes/model-config.ts";
import { type ModelField, modelFields, rootOf } from "./classes/models.ts";
import { type CoreSchema, TypeUnknown } from "./core-schemas/core-schema.ts";
import { encodeDefault } from "./defaults/defaults.ts";
import { serializedFloats, validatedFloats } from "./defaults/field-floats.ts";
import { fits } from "./defaults/fits.ts";
import { aliasOf, type FieldInfo, textAttribute } from "./fields/field-info.ts";
import type { TypeReader } from "./types/type-reader.ts";

/**
 * An instance of a class of the repository as pydantic serializes it; undefined where pydantic can't and leaves
 * the default out. Throws TypeUnknown where its content isn't known.
 *
 * @param typed whether it is a field's value, which is serialized by the field's type
 */
export function encodeInstance(reader: TypeReader, value: Instance, typed = false): Json | undefined {
  const { budget } = reader.evaluation;
  const within = budget.enter(3);
  try {
    if (!within) throw new TypeUnknown(budget.tooLarge().reason);
    return encodeKnown(reader, value, typed);
  } finally {
    budget.leave(3);
  }
}

function encodeKnown(reader: TypeReader, value: Instance, typed: boolean): Json | undefined {
  if (value.of.kind !== "class") throw new TypeUnknown("it isn't an instance of a class");
  const cls = value.of;
  const order = resolutionOrder(reader.evaluation, cls);
  const externals = order.flatMap((base) => (base.kind === "external" ? [base.name] : []));
  if (externals.includes("pydantic.RootModel")) return encodeRoot(reader, cls, value);
  if (externals.includes("pydantic.BaseModel")) return encodeModel(reader, cls, value);
  if (isDataclass(reader.evaluation, cls)) return encodeDataclass(reader, cls, value, typed);
  if (externals.includes("typing.NamedTuple")) return encodeNamedTuple(reader, cls, value, typed);
  if (externals.some((name) => /TypedDict$/.test(name))) {
    const entries = [...value.keywords].map(
      ([name, given]) => [{ kind: "str", value: name }, given] as const,
    );
    return encode(reader, { kind: "dict", entries }, typed);
  }
  const isPlain = order.every(
    (base) =>
      base.kind === "class" ||
      (base.kind === "external" && /^(builtins\.object|abc\.ABC|typing\.Generic)$/.test(base.name)),
  );
  if (isPlain) return undefined;
  throw new TypeUnknown(`an instance of \`${cls.name}\` isn't known`);
}

function encode(reader: TypeReader, value: Value, typed: boolean): Json | undefined {
  return encodeDefault(value, (instance) => encodeInstance(reader, instance, typed));
}

function encodeModel(reader: TypeReader, cls: ClassValue, value: Instance): Json | undefined {
  refuseCode(reader, cls);
  if (value.args.length > 0) throw new TypeUnknown("a model is made from positional arguments");
  const config = modelConfig(reader, cls);
  if (config.extra === "allow") throw new TypeUnknown("a model may hold extra values");
  const fields = modelFields(reader, cls, [], config);
  const result: { [name: string]: Json } = {};
  for (const field of fields) {
    const alias = aliasOf(field.info) ?? config.aliasOf(field.name);
    const given =
      (alias === undefined ? undefined : value.keywords.get(alias)) ?? value.keywords.get(field.name);
    const content = given === undefined ? defaultOf(field.info) : validated(reader, field, given);
    if (content === undefined) throw new TypeUnknown(`\`${cls.name}(...)\` lacks \`${field.name}\``);
    const json = encode(reader, serializedFloats(reader.read(field.type, field.context), content), true);
    if (json === undefined) return undefined;
    if (excluded(field.info)) continue;
    result[
      textAttribute(field.info, "serialization_alias") ??
        textAttribute(field.info, "alias") ??
        config.aliasOf(field.name) ??
        field.name
    ] = json;
  }
  return result;
}

/** A root model shows its root alone. */
function encodeRoot(reader: TypeReader, cls: ClassValue, value: Instance): Json | undefined {
  refuseCode(reader, cls);
  const [root] = modelFields(reader, cls, [], modelConfig(reader, cls)).filter(({ name }) => name === "root");
  const field = root ?? rootOf(reader, cls, [], modelConfig(reader, cls));
  const given = value.args[0] ?? value.keywords.get("root");
  if (!field || !given) throw new TypeUnknown(`an instance of \`${cls.name}\` isn't known`);
  return encode(reader, validated(reader, field, given), true);
}

function excluded(info: FieldInfo): boolean {
  const exclude = info.attributes.get("exclude");
  if (info.attributes.has("exclude_if")) throw new TypeUnknown("a field is left out by a function");
  return exclude?.kind === "bool" && exclude.value;
}

/** Validators, serializers and computed fields change what a model holds or shows. */
function refuseCode(reader: TypeReader, cls: ClassValue): void {
  for (const base of resolutionOrder(reader.evaluation, cls)) {
    if (base.kind !== "class") continue;
    for (const { name, definition } of base.block.bindings) {
      if (definition.kind !== "function") continue;
      const decorated = definition.decorators.some((decorator) =>
        /validator|serializer|computed_field/.test(decorator.text),
      );
      if (decorated || name === "__init__" || name === "model_post_init" || name === "__post_init__") {
        throw new TypeUnknown(`\`${cls.name}\` changes its values by code`);
      }
    }
  }
}

function defaultOf(info: FieldInfo): Value | undefined {
  const factory = info.attributes.get("default_factory");
  if (!factory || factory.kind === "none") return info.attributes.get("default");
  if (factory.kind === "class") return { kind: "instance", of: factory, args: [], keywords: new Map() };
  const empty: Record<string, Value> = {
    "builtins.list": { kind: "list", items: [] },
    "builtins.dict": { kind: "dict", entries: [] },
    "builtins.set": { kind: "set", items: [] },
    "builtins.tuple": { kind: "tuple", items: [] },
    "builtins.frozenset": { kind: "frozenset", items: [] },
    "builtins.str": { kind: "str", value: "" },
    "builtins.int": { kind: "int", value: 0n },
    "builtins.bool": { kind: "bool", value: false },
    "builtins.float": { kind: "float", value: 0 },
  };
  const made = factory.kind === "external" ? empty[factory.name] : undefined;
  if (!made) throw new TypeUnknown("a default is made by a function");
  return made;
}

/** A value that pydantic takes into a field as it is, or as a float; others would be converted, which isn't followed. */
function validated(reader: TypeReader, field: ModelField, value: Value): Value {
  const coreSchema = reader.read(field.type, field.context);
  if (!fits(coreSchema, value)) {
    throw new TypeUnknown(`\`${field.name}\` is converted when the model is made`);
  }
  return validatedFloats(coreSchema, value);
}

/** One of the standard library takes and shows what it is given, unless it is the value of a field. */
function encodeDataclass(
  reader: TypeReader,
  cls: ClassValue,
  value: Instance,
  typed: boolean,
): Json | undefined {
  refuseCode(reader, cls);
  const isPydantic = isPydanticDataclass(reader.evaluation, cls);
  const shows = isPydantic || typed ? serializedFloats : (_: CoreSchema, content: Value) => content;
  const fields = dataclassFields(reader, cls, [], true);
  const positional = fields.filter((field) => !field.keywordOnly);
  const result: { [name: string]: Json } = {};
  for (const field of fields) {
    const index = positional.indexOf(field);
    const given = (index === -1 ? undefined : value.args[index]) ?? value.keywords.get(field.name);
    const content = given ?? defaultOf(field.info);
    if (content === undefined) throw new TypeUnknown(`\`${cls.name}(...)\` lacks \`${field.name}\``);
    const coreSchema = reader.read(field.type, field.context);
    if (!fits(coreSchema, content)) {
      throw new TypeUnknown(`\`${field.name}\` of \`${cls.name}\` isn't of its type`);
    }
    const held = given && isPydantic ? validatedFloats(coreSchema, given) : content;
    const json = encode(reader, shows(coreSchema, held), isPydantic || typed);
    if (json === undefined) return undefined;
    result[field.name] = json;
  }
  return result;
}

function encodeNamedTuple(
  reader: TypeReader,
  cls: ClassValue,
  value: Instance,
  typed: boolean,
): Json | undefined {
  const items = ownFields(reader, cls).map(
    (field, index) => value.args[index] ?? value.keywords.get(field.name) ?? field.value,
  );
  if (items.includes(undefined)) throw new TypeUnknown(`\`${cls.name}(...)\` lacks a value`);
  return encode(reader, { kind: "tuple", items: items as Value[] }, typed);
}
