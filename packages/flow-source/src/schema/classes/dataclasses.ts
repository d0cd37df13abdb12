import type { JsonObject } from "#json";
import { classScope, resolutionOrder } from "../../evaluate/classes.ts";
import { truthOf } from "../../evaluate/comparison.ts";
import type { Evaluation } from "../../evaluate/evaluation.ts";
import { binds } from "../../evaluate/scope.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import {
  type CoreSchema,
  type DefinitionBody,
  type Field,
  Refused,
  TypeUnknown,
} from "../core-schemas/core-schema.ts";
import {
  aliasOf,
  type FieldInfo,
  hasDefault,
  mergeFieldInfos,
  schemaExtra,
  schemaUpdates,
  shownDefault,
} from "../fields/field-info.ts";
import { withDiscriminator, withMetadata } from "../types/annotated.ts";
import { namesOf } from "../types/class-names.ts";
import type { ModelConfig, TypeContext, TypeReader } from "../types/type-reader.ts";
import { substitute } from "../types/type-variables.ts";
import { classDescription } from "./class-descriptions.ts";
import { type ClassField, fieldContext, inspectField, isClassVariable, ownFields } from "./class-fields.ts";
import { configFrom } from "./model-config.ts";
import { variablesOf } from "./models.ts";

const decoratorNames = /^(dataclasses|pydantic\.dataclasses)\.dataclass$/;

/** The `@dataclass` of a class itself: its callable and keywords. */
export function dataclassDecorator(
  evaluation: Evaluation,
  cls: ClassValue,
): { name: string; keywords: ReadonlyMap<string, Value> } | undefined {
  for (const decorator of cls.decorators) {
    const [expression] = decorator.namedChildren;
    if (!expression) continue;
    const value = evaluation.evaluateNode(expression, cls.scope);
    if (value.kind === "external" && decoratorNames.test(value.name))
      return { name: value.name, keywords: new Map() };
    if (value.kind === "instance" && value.of.kind === "external" && decoratorNames.test(value.of.name)) {
      return { name: value.of.name, keywords: value.keywords };
    }
  }
  return undefined;
}

/** True for a class that is decorated or inherits from one that is. */
export function isDataclass(evaluation: Evaluation, cls: ClassValue): boolean {
  return dataclassesOf(evaluation, cls).length > 0;
}

/** Whether a class is a dataclass of pydantic, which validates what it is given. */
export function isPydanticDataclass(evaluation: Evaluation, cls: ClassValue): boolean {
  return dataclassDecorator(evaluation, cls)?.name.startsWith("pydantic.") ?? false;
}

/** The decorated classes of the ancestry, the class itself first. */
function dataclassesOf(evaluation: Evaluation, cls: ClassValue): ClassValue[] {
  return resolutionOrder(evaluation, cls).flatMap((base) =>
    base.kind === "class" && dataclassDecorator(evaluation, base) ? [base] : [],
  );
}

/** A dataclass, of the standard library or of pydantic (`GenerateSchema._dataclass_schema`). */
export function dataclassCoreSchema(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const given = args.map((arg) => substitute(arg, context.typeVariables));
  if (!isPydanticDataclass(reader.evaluation, cls)) {
    reader.noteSurroundings(cls, context.config);
  }
  return reader.define(cls, given, namesOf(reader, cls, given, "dataclass"), () =>
    dataclassBody(reader, cls, given, context),
  );
}

function dataclassBody(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  context: TypeContext,
): DefinitionBody {
  const { evaluation } = reader;
  const decorator = dataclassDecorator(evaluation, cls);
  const isPydantic = decorator?.name.startsWith("pydantic.") ?? false;
  const given = binds(cls.block, "__pydantic_config__")
    ? evaluation.lookup("__pydantic_config__", classScope(evaluation, cls))
    : decorator?.keywords.get("config");
  const config = given || isPydantic || !context.config ? configFrom(given) : context.config;
  const arbitrary = given || isPydantic ? config.arbitraryTypes : context.arbitraryTypes;
  const fields = dataclassFields(reader, cls, args, arbitrary);
  const description = classDescription(cls);
  // Title and extra content belong to a class's own configuration only.
  const own = given || isPydantic ? config : configFrom(undefined);
  const updates: JsonObject = { title: own.title ?? cls.name, ...(description ? { description } : {}) };
  if (config.extra === "allow") updates.additionalProperties = true;
  if (config.extra === "forbid") updates.additionalProperties = false;
  return {
    kind: "object",
    fields: fields.map((field) => schemaField(reader, field, config)),
    updates,
    extra: own.schemaExtra,
  };
}

/** One field of a dataclass that its constructor takes. */
export interface DataclassField {
  name: string;
  type: Value;
  info: FieldInfo;
  context: TypeContext;
  keywordOnly: boolean;
}

/** Positional fields first, then keyword-only ones, base classes' before own ones. */
export function dataclassFields(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  arbitraryTypes: boolean,
): DataclassField[] {
  const { evaluation } = reader;
  const fields = new Map<string, DataclassField>();
  for (const base of dataclassesOf(evaluation, cls).toReversed()) {
    const context = fieldContext(reader, base, variablesOf(reader, cls, args, base), arbitraryTypes);
    const option = dataclassDecorator(evaluation, base)?.keywords.get("kw_only");
    const isOfPydantic = isPydanticDataclass(evaluation, base);
    let keywordOnly = option ? truthOf(option) === true : false;
    for (const field of ownFields(reader, base)) {
      if (isClassVariable(field, context)) continue;
      const annotation =
        field.annotation.kind === "str" ? context.resolve(field.annotation.value) : field.annotation;
      if (annotation.kind === "external" && annotation.name === "dataclasses.KW_ONLY") {
        keywordOnly = true;
        continue;
      }
      const read = readField(field, context, keywordOnly);
      if (read) fields.set(field.name, read);
      if (!isOfPydantic) refuseMutable(field);
    }
  }
  const all = [...fields.values()];
  return [...all.filter((field) => !field.keywordOnly), ...all.filter((field) => field.keywordOnly)];
}

/** `dataclasses` refuses a default that can't be hashed. */
function refuseMutable({ name, value }: ClassField): void {
  if (value?.kind === "list" || value?.kind === "dict" || value?.kind === "set") {
    throw new Refused(`the default of \`${name}\` is mutable.`, "Give a `default_factory`.");
  }
  if (value?.kind === "instance" && value.of.kind === "class") {
    throw new TypeUnknown(`whether the default of \`${name}\` can be hashed isn't known`);
  }
}

/** Undefined for a field that the constructor doesn't take and that has no default. */
function readField(
  field: ClassField,
  context: TypeContext,
  keywordOnly: boolean,
): DataclassField | undefined {
  const { value } = field;
  const isField =
    value?.kind === "instance" && value.of.kind === "external" && value.of.name === "dataclasses.field";
  if (!isField) return { name: field.name, context, keywordOnly, ...inspectField(field, context) };
  const attributes = new Map<string, Value>();
  for (const name of ["default", "default_factory"]) {
    const given = value.keywords.get(name);
    if (given && !(given.kind === "external" && given.name === "dataclasses.MISSING"))
      attributes.set(name, given);
  }
  const init = value.keywords.get("init");
  if (init && truthOf(init) === false && attributes.size === 0) return undefined;
  const kwOnly = value.keywords.get("kw_only");
  const { type, info } = inspectField({ ...field, value: undefined }, context);
  const fromMetadata = metadataOf(value.keywords.get("metadata"));
  const default_ = attributes.get("default");
  if (
    default_?.kind === "instance" &&
    default_.of.kind === "external" &&
    default_.of.name === "pydantic.Field"
  ) {
    return {
      name: field.name,
      context,
      keywordOnly,
      ...inspectField({ ...field, value: default_ }, context),
    };
  }
  const merged = mergeFieldInfos(info.metadata, {
    attributes: new Map([...info.attributes, ...fromMetadata, ...attributes]),
    metadata: [],
  });
  return {
    name: field.name,
    type,
    info: merged,
    context,
    keywordOnly: kwOnly ? truthOf(kwOnly) === true : keywordOnly,
  };
}

/** Arguments of `Field` that `field(metadata=...)` carries. */
function metadataOf(value: Value | undefined): [string, Value][] {
  if (!value || value.kind === "none") return [];
  if (value.kind !== "dict") throw new TypeUnknown("`metadata` of a field isn't known");
  return value.entries.flatMap(([key, entry]): [string, Value][] => {
    if (key.kind !== "str") return [];
    if (
      /^(title|description|examples|deprecated|json_schema_extra|alias|validation_alias)$/.test(key.value)
    ) {
      return [[key.value, entry]];
    }
    if (/^(gt|ge|lt|le|multiple_of|min_length|max_length|pattern|discriminator)$/.test(key.value)) {
      throw new TypeUnknown("`metadata` of a field holds constraints");
    }
    return [];
  });
}

function schemaField(reader: TypeReader, field: DataclassField, config: ModelConfig): Field {
  const { info, context } = field;
  const typed = withDiscriminator(reader.read(field.type, context), info);
  const coreSchema = withMetadata(reader, typed, info.metadata, context);
  return {
    name: aliasOf(info) ?? config.aliasOf(field.name) ?? field.name,
    coreSchema: hasDefault(info)
      ? { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) }
      : coreSchema,
    required: !hasDefault(info),
    updates: schemaUpdates(info),
    extra: schemaExtra(info),
  };
}
