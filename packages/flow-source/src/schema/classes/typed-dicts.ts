import type { JsonObject } from "#json";
import { basesOf, keywordOf, originOf, resolutionOrder } from "../../evaluate/classes.ts";
import { truthOf } from "../../evaluate/comparison.ts";
import type { ClassValue, Value } from "../../evaluate/values.ts";
import { type CoreSchema, type Field, Refused, TypeUnknown } from "../core-schemas/core-schema.ts";
import { aliasOf, hasDefault, schemaExtra, schemaUpdates, shownDefault } from "../fields/field-info.ts";
import { withDiscriminator, withMetadata } from "../types/annotated.ts";
import { namesOf } from "../types/class-names.ts";
import type { TypeContext, TypeReader } from "../types/type-reader.ts";
import { substitute } from "../types/type-variables.ts";
import { classDescription } from "./class-descriptions.ts";
import { fieldContext, inspectField, ownFields } from "./class-fields.ts";
import { variablesOf } from "./models.ts";

/** A class that inherits from TypedDict (`GenerateSchema._typed_dict_schema`). */
export function typedDictCoreSchema(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  context: TypeContext,
): CoreSchema {
  const { evaluation } = reader;
  refuseOldTypedDict(
    reader,
    resolutionOrder(evaluation, cls).some(
      (base) => base.kind === "external" && base.name === "typing.TypedDict",
    ),
  );
  const given = args.map((arg) => substitute(arg, context.typeVariables));
  reader.noteSurroundings(cls, context.config);
  return reader.define(cls, given, namesOf(reader, cls, given, "typed-dict"), () => {
    const description = classDescription(cls);
    return {
      kind: "object",
      fields: [...typedDictFields(reader, cls, given, context).values()],
      updates: { title: cls.name, ...(description ? { description } : {}), ...additional(context) },
      extra: {},
    };
  });
}

/**
 * pydantic refuses `typing.TypedDict` before Python 3.12. Where the version isn't known, neither is the schema.
 */
export function refuseOldTypedDict(reader: TypeReader, isOfTyping: boolean): void {
  if (!isOfTyping) return;
  if (reader.pythonMinor === undefined) {
    throw new TypeUnknown("`typing.TypedDict` has a schema from Python 3.12 on, and the version isn't known");
  }
  if (reader.pythonMinor < 12) {
    throw new Refused(
      "pydantic refuses `typing.TypedDict` before Python 3.12.",
      "Take `TypedDict` from `typing_extensions`.",
    );
  }
}

/** A TypedDict takes over what the model around it says of other keys. */
function additional({ config }: TypeContext): JsonObject {
  if (config?.extra === "forbid") return { additionalProperties: false };
  return config?.extra === "allow" ? { additionalProperties: true } : {};
}

function typedDictFields(
  reader: TypeReader,
  cls: ClassValue,
  args: readonly Value[],
  outer: TypeContext,
): Map<string, Field> {
  const { evaluation } = reader;
  const fields = new Map<string, Field>();
  if (!evaluation.budget.spend(1)) throw new TypeUnknown(evaluation.budget.tooLarge().reason);
  for (const written of basesOf(evaluation, cls)) {
    const base = originOf(written);
    if (base.kind !== "class") continue;
    const passed = written.kind === "generic" ? written.args : [];
    const variables = variablesOf(reader, cls, args, cls);
    const inherited = typedDictFields(
      reader,
      base,
      passed.map((arg) => substitute(arg, variables)),
      outer,
    );
    for (const [name, field] of inherited) fields.set(name, field);
  }
  const total = keywordOf(evaluation, cls, "total");
  const context = fieldContext(
    reader,
    cls,
    variablesOf(reader, cls, args, cls),
    outer.arbitraryTypes,
    outer.config,
  );
  for (const field of ownFields(reader, cls)) {
    const { type, info, qualifiers } = inspectField(field, context);
    const required = qualifiers.includes("typing.Required")
      ? true
      : !qualifiers.includes("typing.NotRequired") && (!total || truthOf(total) === true);
    const typed = withDiscriminator(reader.read(type, context), info);
    const coreSchema = withMetadata(reader, typed, info.metadata, context);
    fields.set(field.name, {
      name: aliasOf(info) ?? outer.config?.aliasOf(field.name) ?? field.name,
      coreSchema: hasDefault(info)
        ? { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) }
        : coreSchema,
      required: required && !hasDefault(info),
      updates: schemaUpdates(info),
      extra: schemaExtra(info),
    });
  }
  return fields;
}
