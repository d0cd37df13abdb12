import type { ClassValue } from "../../evaluate/values.ts";
import type { CoreSchema } from "../core-schemas/core-schema.ts";
import { hasDefault, schemaExtra, schemaUpdates, shownDefault } from "../fields/field-info.ts";
import { withDiscriminator, withMetadata } from "../types/annotated.ts";
import { namesOf } from "../types/class-names.ts";
import type { TypeContext, TypeReader } from "../types/type-reader.ts";
import { fieldContext, inspectField, ownFields } from "./class-fields.ts";

/** A class that inherits from NamedTuple (`GenerateSchema._namedtuple_schema`). */
export function namedTupleCoreSchema(reader: TypeReader, cls: ClassValue, outer: TypeContext): CoreSchema {
  return reader.define(cls, [], namesOf(reader, cls, [], "named-tuple"), () => {
    const context = fieldContext(reader, cls, new Map(), outer.arbitraryTypes);
    const fields = ownFields(reader, cls).map((field) => {
      const { type, info } = inspectField(field, context);
      const typed = withDiscriminator(reader.read(type, context), info);
      const coreSchema = withMetadata(reader, typed, info.metadata, context);
      const withDefault: CoreSchema = hasDefault(info)
        ? { kind: "default", core: "default", inner: coreSchema, default: shownDefault(info) }
        : coreSchema;
      return {
        name: field.name,
        coreSchema: withDefault,
        required: !hasDefault(info),
        updates: schemaUpdates(info),
        extra: schemaExtra(info),
      };
    });
    return { kind: "named-tuple", fields };
  });
}
