import type { Value } from "../../evaluate/values.ts";
import type { CoreSchema } from "../core-schemas/core-schema.ts";

/** A value given to a field, as pydantic's validation leaves it: an int becomes a float where one is due. */
export function validatedFloats(coreSchema: CoreSchema, value: Value): Value {
  return withFloats(
    coreSchema,
    value,
    (choices) => choices.find((one) => one === value) ?? choices[0] ?? value,
  );
}

/** A value of a field as its type's serializer shows it; a union's shows what is none of its choices as it is. */
export function serializedFloats(coreSchema: CoreSchema, value: Value): Value {
  return withFloats(coreSchema, value, () => value);
}

/** `choose` takes one of what the choices of a union make of the value. */
function withFloats(coreSchema: CoreSchema, value: Value, choose: (made: readonly Value[]) => Value): Value {
  const inside = (inner: CoreSchema, item: Value) => withFloats(inner, item, choose);
  switch (coreSchema.kind) {
    case "simple":
      return coreSchema.core === "float" && value.kind === "int"
        ? { kind: "float", value: Number(value.value) }
        : value;
    case "nullable":
    case "wrapped":
    case "default":
      return value.kind === "none" ? value : inside(coreSchema.inner, value);
    case "union":
      return choose(
        coreSchema.choices.filter((choice) => takes(choice, value)).map((choice) => inside(choice, value)),
      );
    case "array":
      return mapItems(value, (item) => inside(coreSchema.items, item));
    case "tuple":
      return mapItems(value, (item, index) =>
        inside(coreSchema.items[coreSchema.variadic ? 0 : index] ?? coreSchema, item),
      );
    case "dict":
      return value.kind === "dict"
        ? mapEntries(
            value,
            (key) => inside(coreSchema.keys, key),
            (entry) => inside(coreSchema.values, entry),
          )
        : value;
    default:
      return value;
  }
}

/** Whether a choice of a union is meant for a number or a container at all. */
function takes(choice: CoreSchema, value: Value): boolean {
  switch (choice.kind) {
    case "simple":
      return (
        choice.core === "any" ||
        choice.core === value.kind ||
        (choice.core === "float" && value.kind === "int")
      );
    case "array":
      return choice.core === value.kind || choice.core === "sequence";
    case "tuple":
      return value.kind === "tuple";
    case "dict":
      return value.kind === "dict";
    case "nullable":
    case "wrapped":
    case "default":
      return takes(choice.inner, value);
    case "union":
      return choice.choices.some((inner) => takes(inner, value));
    default:
      return false;
  }
}

function mapItems(value: Value, map: (item: Value, index: number) => Value): Value {
  if (!("items" in value)) return value;
  const items = value.items.map(map);
  return items.every((item, index) => item === value.items[index]) ? value : { ...value, items };
}

function mapEntries(
  value: Extract<Value, { kind: "dict" }>,
  mapKey: (key: Value) => Value,
  mapValue: (entry: Value) => Value,
): Value {
  const entries = value.entries.map(([key, entry]) => [mapKey(key), mapValue(entry)] as const);
  const isSame = entries.every((pair, index) =>
    pair.every((part, side) => part === value.entries[index]?.[side]),
  );
  return isSame ? value : { ...value, entries };
}
