import type { JsonObject } from "#json";
import { basesOf, originOf, resolutionOrder } from "../../evaluate/classes.ts";
import { binds } from "../../evaluate/scope.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import {
  anyCoreSchema,
  type CoreSchema,
  type DefinitionBody,
  type Field,
  TypeUnknown,
} from "../core-schemas/core-schema.ts";
import {
  aliasOf,
  type FieldInfo,
  hasDefault,
  schemaExtra,
  schemaUpdates,
  shownDefault,
} from "../fields/field-info.ts";
import { withDiscriminator, withMetadata } from "../types/annotated.ts";
import { namesOf } from "../types/class-names.ts";
import { displayType } from "../types/display-type.ts";
import type { ModelConfig, TypeContext, TypeReader } from "../types/type-reader.ts";
import { substitute, typeVariableName } from "../types/type-variables.ts";
import { classDescription } from "./class-descriptions.ts";
import { type ClassField, fieldContext, inspectField, isClassVariable, ownFields } from "./class-fields.ts";
import { modelConfig } from "./model-config.ts";
import { fieldValidators, withValidators } from "./model-validators.ts";

/** Bases of a model that are understood. */
const knownBases =
  /^(pydantic\.(BaseModel|RootModel)|pydantic_settings\.BaseSettings|typing\.(Generic|Protocol)|abc\.ABC|builtins\..*)$/;

/** One field of a model as pydantic collected it. */
export interface ModelField {
  name: string;
  type: Value;
  info: FieldInfo;
  /** How its type is read. */
  context: TypeContext;
}

/** A pydantic model (`GenerateSchema._model_schema`). */
export function modelCoreSchema(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const given = args.map((arg) => substitute(arg, context.typeVariables));
  // `Page[T]` inside `Page` is `Page` itself.
  const own = parametersOf(reader, cls);
  if (given.length > 0 && given.every((arg, index) => typeVariableName(arg) === own[index])) {
    return modelCoreSchema(reader, cls, [], context);
  }
  if (given.some(hasMetadata)) throw new TypeUnknown(`\`${cls.name}\` is given an annotated type`);
  return reader.define(cls, given, namesOf(reader, cls, given, "model"), () => modelBody(reader, cls, given));
}

/** pydantic names such a model after the text of a Python object. */
function hasMetadata(type: Value): boolean {
  if (type.kind !== "generic") return false;
  return (
    (type.origin.kind === "external" && type.origin.name === "typing.Annotated") ||
    type.args.some(hasMetadata)
  );
}

function modelBody(reader: TypeReader, cls: ClassValue, args: readonly Value[]): DefinitionBody {
  for (const base of resolutionOrder(reader.evaluation, cls)) {
    if (base.kind === "class") continue;
    if (base.kind === "unknown") throw new TypeUnknown(base.reason);
    if (base.kind !== "external" || !knownBases.test(base.name)) {
      const name = base.kind === "external" ? base.name : base.kind;
      throw new TypeUnknown(`\`${cls.name}\` inherits from \`${name}\`, which isn't in the repository`);
    }
  }
  const config = modelConfig(reader, cls);
  const name = args.length > 0 ? `${cls.name}[${args.map(displayType).join(", ")}]` : cls.name;
  // `Box[int]` is a class of its own, without `Box`'s docstring.
  const description = args.length > 0 ? undefined : classDescription(cls);
  const updates: JsonObject = { title: config.title ?? name, ...(description ? { description } : {}) };
  const fields = modelFields(reader, cls, args, config);
  if (isRootModel(reader, cls)) return rootBody(reader, cls, args, fields, updates, config);
  if (config.extra === "allow") updates.additionalProperties = true;
  if (config.extra === "forbid") updates.additionalProperties = false;
  return {
    kind: "object",
    fields: fields.map((field) => schemaField(reader, cls, field, config)),
    updates,
    extra: config.schemaExtra,
  };
}

/** Fields in pydantic's order: those of base classes first, each where it was first named. */
export function modelFields(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  config: ModelConfig,
): ModelField[] {
  const fields = new Map<string, ModelField>();
  for (const base of resolutionOrder(reader.evaluation, cls).toReversed()) {
    if (base.kind !== "class") continue;
    const variables = variablesOf(reader, cls, args, base);
    const context = fieldContext(reader, base, variables, config.arbitraryTypes, config);
    for (const field of ownFields(reader, base)) {
      if (field.name === "model_config" || field.name.startsWith("_")) continue;
      if (isClassVariable(field, context)) continue;
      const read = inspected(field, context);
      if (!read) continue;
      fields.set(field.name, { name: field.name, context, ...read });
    }
  }
  return [...fields.values()];
}

/** Undefined for a `Final` with a value, which pydantic takes for a class variable. */
function inspected(field: ClassField, context: TypeContext): { type: Value; info: FieldInfo } | undefined {
  const { type, info, qualifiers } = inspectField(field, context);
  if (!qualifiers.includes("typing.Final")) return { type, info };
  if (hasDefault(info)) return undefined;
  const isBare = type.kind === "external" && type.name === "typing.Final";
  return { type: isBare ? { kind: "external", name: "typing.Any" } : type, info };
}

function schemaField(reader: TypeReader, cls: ClassValue, field: ModelField, config: ModelConfig): Field {
  const { info } = field;
  const alias = aliasOf(info) ?? config.aliasOf(field.name);
  return {
    name: config.byAlias ? (alias ?? field.name) : field.name,
    coreSchema: fieldCoreSchema(reader, cls, field),
    required: !hasDefault(info),
    updates: schemaUpdates(info),
    extra: schemaExtra(info),
  };
}

function fieldCoreSchema(reader: TypeReader, cls: ClassValue, field: ModelField): CoreSchema {
  const { info, context } = field;
  if (info.attributes.has("field_title_generator"))
    throw new TypeUnknown("a field's title is made by a function");
  const typed = withDiscriminator(reader.read(field.type, context), info);
  const constrained = withMetadata(reader, typed, info.metadata, context);
  const coreSchema = withValidators(reader, constrained, fieldValidators(reader, cls), field.name, context);
  return hasDefault(info)
    ? { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) }
    : coreSchema;
}

function isRootModel(reader: TypeReader, cls: ClassValue): boolean {
  return resolutionOrder(reader.evaluation, cls).some(
    (base) => base.kind === "external" && base.name === "pydantic.RootModel",
  );
}

function rootBody(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  fields: readonly ModelField[],
  updates: JsonObject,
  config: ModelConfig,
): DefinitionBody {
  const root = fields.find((field) => field.name === "root") ?? rootOf(reader, cls, args, config);
  if (!root) return { kind: "schema", coreSchema: anyCoreSchema, updates };
  const coreSchema = fieldCoreSchema(reader, cls, root);
  return {
    kind: "schema",
    coreSchema,
    updates: {
      ...updates,
      ...schemaUpdates(root.info),
      ...schemaExtra(root.info),
      ...titleAndText(updates, root.info),
    },
  };
}

/** A model's docstring wins over its root field's description. */
function titleAndText(updates: JsonObject, info: FieldInfo): JsonObject {
  const text = updates.description ?? schemaUpdates(info).description;
  return text === undefined ? {} : { description: text };
}

/** The type in `RootModel[...]` of the class's header. */
export function rootOf(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  config: ModelConfig,
): ModelField | undefined {
  for (const base of resolutionOrder(reader.evaluation, cls)) {
    if (base.kind !== "class") continue;
    for (const written of basesOf(reader.evaluation, base)) {
      const isRoot = written.kind === "generic" && written.origin.kind === "external";
      const [type] =
        isRoot && written.origin.kind === "external" && written.origin.name === "pydantic.RootModel"
          ? written.args
          : [];
      if (!type) continue;
      const variables = variablesOf(reader, cls, args, base);
      const context = fieldContext(reader, base, variables, config.arbitraryTypes, config);
      const { type: inner, info } = inspectField(
        { name: "root", owner: base, annotation: type, value: undefined },
        context,
      );
      return { name: "root", type: inner, info, context };
    }
  }
  return undefined;
}

/** What the type variables of `base` stand for, seen from `cls[args]`. */
export function variablesOf(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  base: ClassValue,
): ReadonlyMap<string, Value> {
  const names = parametersOf(reader, cls);
  const own = new Map(names.flatMap((name, index) => (args[index] ? [[name, args[index]] as const] : [])));
  if (base === cls) return own;
  for (const written of basesOf(reader.evaluation, cls)) {
    const origin = originOf(written);
    if (origin.kind !== "class") continue;
    const passed = written.kind === "generic" ? written.args.map((arg) => substitute(arg, own)) : [];
    if (origin === base || resolutionOrder(reader.evaluation, origin).includes(base)) {
      return variablesOf(reader, origin, passed, base);
    }
  }
  return new Map();
}

/** Type parameters of a class: `class A[T]`, `Generic[T]`, else those of its bases in order. */
function parametersOf(reader: TypeReader, cls: ClassValue): string[] {
  const declared = [...reader.evaluation.typeParameters(cls.node, cls.scope).keys()];
  if (declared.length > 0) return declared;
  const names: string[] = [];
  const bases = basesOf(reader.evaluation, cls).filter((base) => base.kind === "generic");
  const generic = bases.filter(
    (base) => base.origin.kind === "external" && base.origin.name === "typing.Generic",
  );
  for (const base of generic.length > 0 ? generic : bases) {
    for (const arg of base.args) {
      const name = typeVariableName(arg);
      if (name !== undefined && !names.includes(name)) names.push(name);
    }
  }
  return names;
}

/** True where a class of the model's ancestry binds `name`. */
export function defines(reader: TypeReader, cls: ClassValue, name: string): boolean {
  return resolutionOrder(reader.evaluation, cls).some(
    (base) => base.kind === "class" && binds(base.block, name),
  );
}
