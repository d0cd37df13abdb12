import type { Json } from "#json";
import type { Value } from "../../evaluate/values.ts";
import type { CoreSchema } from "../core-schemas/core-schema.ts";

/** Whether pydantic takes a value into a field of a type without converting it, but for an int where a float is due. */
export function fits(coreSchema: CoreSchema, value: Value): boolean {
  switch (coreSchema.kind) {
    case "nullable":
      return value.kind === "none" || fits(coreSchema.inner, value);
    case "union":
      return coreSchema.choices.some((choice) => fits(choice, value));
    case "array":
      return (
        ((value.kind === "list" && (coreSchema.core === "list" || coreSchema.core === "sequence")) ||
          value.kind === coreSchema.core) &&
        "items" in value &&
        value.items.every((item) => fits(coreSchema.items, item))
      );
    case "tuple":
      return (
        value.kind === "tuple" &&
        value.items.every((item, index) =>
          fits(coreSchema.items[coreSchema.variadic ? 0 : index] ?? coreSchema, item),
        )
      );
    case "dict":
      return (
        value.kind === "dict" &&
        value.entries.every(([key, entry]) => fits(coreSchema.keys, key) && fits(coreSchema.values, entry))
      );
    case "literal":
      return value.kind === "str" ? coreSchema.expected.includes(value.value) : value.kind !== "member";
    case "wrapped":
      return !coreSchema.core.startsWith("function-") && fits(coreSchema.inner, value);
    case "definition":
      if (value.kind === "member") return value.of.name === coreSchema.definition.shortName;
      return (
        value.kind === "instance" &&
        value.of.kind === "class" &&
        value.of.name === coreSchema.definition.shortName
      );
    case "number":
      return value.kind === "instance" && value.of.kind === "external" && value.of.name === "decimal.Decimal";
    case "simple":
      return fitsSimple(coreSchema.core, coreSchema.json.format, value);
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
