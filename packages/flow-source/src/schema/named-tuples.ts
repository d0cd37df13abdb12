import type { ClassValue } from "../evaluate/values.ts";
import { withDiscriminator, withMetadata } from "./annotated.ts";
import { fieldContext, inspectField, ownFields } from "./class-fields.ts";
import { namesOf } from "./class-names.ts";
import { hasDefault, schemaExtra, schemaUpdates, shownDefault } from "./field-info.ts";
import type { Shape } from "./shape.ts";
import type { TypeContext, TypeReader } from "./type-reader.ts";

/** A class that inherits from NamedTuple (`GenerateSchema._namedtuple_schema`). */
export function namedTupleShape(reader: TypeReader, cls: ClassValue, outer: TypeContext): Shape {
  return reader.define(cls, [], namesOf(reader, cls, [], "named-tuple"), () => {
    const context = fieldContext(reader, cls, new Map(), outer.arbitraryTypes);
    const fields = ownFields(reader, cls).map((field) => {
      const { type, info } = inspectField(field, context);
      const typed = withDiscriminator(reader.read(type, context), info);
      const shape = withMetadata(reader, typed, info.metadata, context);
      const withDefault: Shape = hasDefault(info)
        ? { kind: "default", core: "default", inner: shape, default: shownDefault(info) }
        : shape;
      return {
        name: field.name,
        shape: withDefault,
        required: !hasDefault(info),
        updates: schemaUpdates(info),
        extra: schemaExtra(info),
      };
    });
    return { kind: "named-tuple", fields };
  });
}
