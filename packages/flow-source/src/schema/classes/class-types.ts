import type { JsonObject } from "#json";
import { inheritsFrom, keywordOf, resolutionOrder } from "../../evaluate/classes.ts";
import { enumMembers, isEnum } from "../../evaluate/enums.ts";
import type { Evaluation } from "../../evaluate/evaluation.ts";
import { binds } from "../../evaluate/scope.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import { type CoreSchema, simple, TypeUnknown } from "../core-schemas/core-schema.ts";
import { plainJson } from "../defaults/defaults.ts";
import { namesOf } from "../types/class-names.ts";
import type { TypeContext, TypeReader } from "../types/type-reader.ts";
import { classDescription } from "./class-descriptions.ts";
import { dataclassCoreSchema, isDataclass } from "./dataclasses.ts";
import { modelCoreSchema } from "./models.ts";
import { namedTupleCoreSchema } from "./named-tuples.ts";
import { typedDictCoreSchema } from "./typed-dicts.ts";

const models = new Set(["pydantic.BaseModel", "pydantic.RootModel", "pydantic_settings.BaseSettings"]);
const typedDicts = new Set(["typing.TypedDict", "typing_extensions.TypedDict"]);
const namedTuples = new Set(["typing.NamedTuple"]);

/** Base classes that change nothing of how pydantic sees a class. */
const plainBases =
  /^(builtins\..*|abc\.ABC|typing\.(Generic|Protocol)|enum\..*|collections\.abc\..*|threading\.Thread)$/;

/** The core schema of a class of the repository. */
export function classCoreSchema(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const { evaluation } = reader;
  refuseUnknownDecorators(evaluation, cls);
  const order = resolutionOrder(evaluation, cls);
  for (const base of order) {
    if (base.kind !== "class") continue;
    for (const hook of [
      "__get_pydantic_core_schema__",
      "__get_pydantic_json_schema__",
      "__get_validators__",
    ]) {
      if (binds(base.block, hook)) throw new TypeUnknown(`\`${base.name}\` defines \`${hook}\``);
    }
  }
  if (isEnum(evaluation, cls)) return enumCoreSchema(reader, cls);
  if (inheritsFrom(evaluation, cls, models)) return modelCoreSchema(reader, cls, args, context);
  if (inheritsFrom(evaluation, cls, typedDicts)) return typedDictCoreSchema(reader, cls, args, context);
  if (inheritsFrom(evaluation, cls, namedTuples)) return namedTupleCoreSchema(reader, cls, context);
  const unknownBase = order.find(
    (base) => base.kind !== "class" && !(base.kind === "external" && plainBases.test(base.name)),
  );
  if (unknownBase?.kind === "unknown") throw new TypeUnknown(unknownBase.reason);
  if (unknownBase) {
    const name = unknownBase.kind === "external" ? unknownBase.name : unknownBase.kind;
    throw new TypeUnknown(`\`${cls.name}\` inherits from \`${name}\`, which isn't in the repository`);
  }
  if (isDataclass(evaluation, cls)) return dataclassCoreSchema(reader, cls, args, context);
  if (!context.arbitraryTypes) throw new TypeUnknown(`pydantic doesn't know \`${cls.name}\``);
  return simple("is-instance", {});
}

/** Decorators that leave a class as pydantic sees it, or are read where the class is. */
const knownDecorators =
  /^(dataclasses\.dataclass|pydantic\.dataclasses\.dataclass|pydantic\.with_config|pydantic\.config\.with_config|functools\.total_ordering|enum\.(unique|verify)|typing\.(final|runtime_checkable|dataclass_transform)|attrs?\..*)$/;

function refuseUnknownDecorators(evaluation: Evaluation, cls: ClassValue): void {
  for (const decorator of cls.decorators) {
    const [expression] = decorator.namedChildren;
    if (!expression) continue;
    const value = evaluation.evaluateNode(expression, cls.scope);
    const callee = value.kind === "instance" ? value.of : value;
    if (callee.kind !== "external" || !knownDecorators.test(callee.name)) {
      throw new TypeUnknown(`the decorator \`${expression.text}\` may change \`${cls.name}\``);
    }
  }
}

function enumCoreSchema(reader: TypeReader, cls: ClassValue): CoreSchema {
  const { evaluation } = reader;
  return reader.define(cls, [], namesOf(reader, cls, [], "enum"), () => {
    const order = resolutionOrder(evaluation, cls);
    for (const base of order) {
      if (base.kind !== "class") continue;
      if (["__new__", "_generate_next_value_"].some((name) => binds(base.block, name))) {
        throw new TypeUnknown(`\`${cls.name}\` makes its members by code`);
      }
    }
    if (keywordOf(evaluation, cls, "metaclass")) throw new TypeUnknown(`\`${cls.name}\` has a metaclass`);
    const members = enumMembers(evaluation, cls);
    if (!members || members.length === 0)
      throw new TypeUnknown(`the members of \`${cls.name}\` aren't known`);
    const json: JsonObject = { title: cls.name, enum: members.map(({ value }) => plainJson(value)) };
    const description = classDescription(cls);
    if (description) json.description = description;
    const type = enumType(members.map(({ value }) => value));
    if (type) json.type = type;
    return { kind: "enum", json };
  });
}

/** JSON type where all values are of one Python type. */
export function enumType(values: readonly Value[]): string | undefined {
  const names: Partial<Record<Value["kind"], string>> = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    tuple: "array",
  };
  const kinds = new Set(values.map((value) => names[value.kind]));
  const [kind] = kinds;
  return kinds.size === 1 ? kind : undefined;
}
