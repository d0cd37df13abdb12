import { resolutionOrder } from "../evaluate/classes.ts";
import type { ClassValue, Instance, Value } from "../evaluate/values.ts";
import type { Json } from "../flow-reading.ts";
import { ownFields } from "./classes/class-fields.ts";
import { dataclassFields, isDataclass } from "./classes/dataclasses.ts";
import { modelConfig } from "./classes/model-config.ts";
import { type ModelField, modelFields, rootOf } from "./classes/models.ts";
import { encodeDefault } from "./defaults/defaults.ts";
import { aliasOf, type FieldInfo, textAttribute } from "./fields/field-info.ts";
import { type Shape, TypeUnknown } from "./shapes/shape.ts";
import type { TypeReader } from "./types/type-reader.ts";

/**
 * An instance of a class of the repository as pydantic serializes it; undefined where pydantic can't and leaves
 * the default out. Throws TypeUnknown where its content isn't known.
 */
export function encodeInstance(reader: TypeReader, value: Instance): Json | undefined {
  const { budget } = reader.evaluation;
  const within = budget.enter(3);
  try {
    if (!within) throw new TypeUnknown(budget.tooLarge().reason);
    return encodeKnown(reader, value);
  } finally {
    budget.leave(3);
  }
}

function encodeKnown(reader: TypeReader, value: Instance): Json | undefined {
  if (value.of.kind !== "class") throw new TypeUnknown("it isn't an instance of a class");
  const cls = value.of;
  const order = resolutionOrder(reader.evaluation, cls);
  const externals = order.flatMap((base) => (base.kind === "external" ? [base.name] : []));
  if (externals.includes("pydantic.RootModel")) return encodeRoot(reader, cls, value);
  if (externals.includes("pydantic.BaseModel")) return encodeModel(reader, cls, value);
  if (isDataclass(reader.evaluation, cls)) return encodeDataclass(reader, cls, value);
  if (externals.includes("typing.NamedTuple")) return encodeNamedTuple(reader, cls, value);
  if (externals.some((name) => /TypedDict$/.test(name))) {
    const entries = [...value.keywords].map(
      ([name, given]) => [{ kind: "str", value: name }, given] as const,
    );
    return encode(reader, { kind: "dict", entries });
  }
  const isPlain = order.every(
    (base) =>
      base.kind === "class" ||
      (base.kind === "external" && /^(builtins\.object|abc\.ABC|typing\.Generic)$/.test(base.name)),
  );
  if (isPlain) return undefined;
  throw new TypeUnknown(`an instance of \`${cls.name}\` isn't known`);
}

function encode(reader: TypeReader, value: Value): Json | undefined {
  return encodeDefault(value, (instance) => encodeInstance(reader, instance));
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
    const json = encode(reader, content);
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
  return encode(reader, validated(reader, field, given));
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

/** A value that pydantic takes into a field as it is; others would be converted, which isn't followed. */
function validated(reader: TypeReader, field: ModelField, value: Value): Value {
  if (!fits(reader.read(field.type, field.context), value)) {
    throw new TypeUnknown(`\`${field.name}\` is converted when the model is made`);
  }
  return value;
}

function fits(shape: Shape, value: Value): boolean {
  switch (shape.kind) {
    case "nullable":
      return value.kind === "none" || fits(shape.inner, value);
    case "union":
      return shape.choices.some((choice) => fits(choice, value));
    case "array":
      return (
        ((value.kind === "list" && (shape.core === "list" || shape.core === "sequence")) ||
          value.kind === shape.core) &&
        "items" in value &&
        value.items.every((item) => fits(shape.items, item))
      );
    case "tuple":
      return (
        value.kind === "tuple" &&
        value.items.every((item, index) => fits(shape.items[shape.variadic ? 0 : index] ?? shape, item))
      );
    case "dict":
      return (
        value.kind === "dict" &&
        value.entries.every(([key, entry]) => fits(shape.keys, key) && fits(shape.values, entry))
      );
    case "literal":
      return value.kind === "str" ? shape.expected.includes(value.value) : value.kind !== "member";
    case "wrapped":
      return !shape.core.startsWith("function-") && fits(shape.inner, value);
    case "definition":
      if (value.kind === "member") return value.of.name === shape.definition.shortName;
      return (
        value.kind === "instance" && value.of.kind === "class" && value.of.name === shape.definition.shortName
      );
    case "number":
      return value.kind === "instance" && value.of.kind === "external" && value.of.name === "decimal.Decimal";
    case "simple":
      return fitsSimple(shape.core, shape.json.format, value);
    default:
      return false;
  }
}

function fitsSimple(core: string, format: Json | undefined, value: Value): boolean {
  if (core === "any" || core === "is-instance") return true;
  const kinds: Record<string, Value["kind"]> = {
    str: "str",
    int: "int",
    bool: "bool",
    float: "float",
    bytes: "bytes",
    none: "none",
  };
  if (kinds[core]) return value.kind === kinds[core] || (core === "float" && value.kind === "int");
  const classes: Record<string, RegExp> = {
    date: /^datetime\.date$/,
    datetime: /^datetime\.datetime$/,
    time: /^datetime\.time$/,
    timedelta: /^datetime\.timedelta$/,
    uuid: /^uuid\.UUID$/,
    "lax-or-strict": /^pathlib\./,
  };
  const wanted = core === "lax-or-strict" && format !== "path" ? undefined : classes[core];
  return (
    wanted !== undefined &&
    value.kind === "instance" &&
    value.of.kind === "external" &&
    wanted.test(value.of.name)
  );
}

function encodeDataclass(reader: TypeReader, cls: ClassValue, value: Instance): Json | undefined {
  refuseCode(reader, cls);
  const fields = dataclassFields(reader, cls, [], true);
  const positional = fields.filter((field) => !field.keywordOnly);
  const result: { [name: string]: Json } = {};
  for (const field of fields) {
    const index = positional.indexOf(field);
    const given = (index === -1 ? undefined : value.args[index]) ?? value.keywords.get(field.name);
    const content = given ?? defaultOf(field.info);
    if (content === undefined) throw new TypeUnknown(`\`${cls.name}(...)\` lacks \`${field.name}\``);
    if (!fits(reader.read(field.type, field.context), content)) {
      throw new TypeUnknown(`\`${field.name}\` of \`${cls.name}\` isn't of its type`);
    }
    const json = encode(reader, content);
    if (json === undefined) return undefined;
    result[field.name] = json;
  }
  return result;
}

function encodeNamedTuple(reader: TypeReader, cls: ClassValue, value: Instance): Json | undefined {
  const items = ownFields(reader, cls).map(
    (field, index) => value.args[index] ?? value.keywords.get(field.name) ?? field.value,
  );
  if (items.includes(undefined)) throw new TypeUnknown(`\`${cls.name}(...)\` lacks a value`);
  return encode(reader, { kind: "tuple", items: items as Value[] });
}
